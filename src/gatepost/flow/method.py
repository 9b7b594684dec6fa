"""How a method's folder makes itself known."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from gatepost.accounts import queries
from gatepost.accounts.account import Account
from gatepost.accounts.models import Authenticator
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.sessions.state import SessionState


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may stand between a proof and a session.

    Args:
        name: The flow's id on the wire.
        order: Steps are taken from low to high: 10 email, 20 phone, 25 the key of a sign-up, 30 code, 40 second
            factor, 45 enrolment of one, 50 trust.
        needed: Whether it is still missing, from account and proofs alone.
        start: Begins it, for example by mailing a code; the flag tells that the session is new.
        decoy: Looks the same from outside, for the address of an account that exists already.
        by_link: Begins it after a sign-up by a client that holds no session, by a mailed link; without an account it
            is the decoy, for an address that another account has.
        details: What the wire tells of it; is given a function that tells what the user holds.
        purposes: In which logins it may be missing.
        clients: For which clients it may be.
        trusts: Whether a browser that the user trusts may leave it out.
    """

    name: str
    order: int
    needed: Callable[[Account, Sequence[Proof]], bool]
    start: Callable[[Visit, SessionState, Account, bool], None] = lambda visit, session, account, fresh: None  # noqa: ARG005
    decoy: Callable[[Visit, SessionState, str, bool], None] = lambda visit, session, target, fresh: None  # noqa: ARG005
    by_link: Callable[[Visit, Account | None, str], None] = lambda visit, account, target: None  # noqa: ARG005
    details: Callable[[Callable[[], Sequence[Authenticator]]], dict[str, Any]] = lambda held: {}  # noqa: ARG005
    purposes: tuple[str, ...] = ("login", "signup", "reset")
    clients: tuple[str, ...] = ("app", "browser")
    trusts: Callable[[], bool] = lambda: False


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What a method adds to a first proof.

    Args:
        type: Its name on the wire.
        check: Tries a typed code of a visitor for a user, against what the user holds of this type. None where nothing
            is typed.
        joined: The one-to-one relation from an authenticator to the method's own row, if it has one.
        tell: What the list says of each of these, by id, beyond type and times; one statement, however many.
        enough: Whether having one means that a login asks for a second factor; recovery codes alone do not.
        enabled: Whether the settings offer it.
    """

    type: str
    check: Callable[[Visit, Any, Authenticator, str], bool] | None
    tell: Callable[[Sequence[Authenticator]], dict[UUID, dict[str, Any]]]
    enough: bool
    joined: str = ""
    enabled: Callable[[], bool]


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One way to prove who one is.

    Args:
        name: The folder's name.
        endpoints: Operations for the native API (typed there; this room knows no wire).
        pages: Addresses below the native API's prefix that answer with redirects, for browsers (typed there).
        steps: What it may ask for in a login.
        flows: Ways in that it offers an anonymous visitor of a client, as flow ids with details.
        waits: Which purposes of one-time secrets mean a flow that is waited for.
        waiting: What the wire tells of such a flow, from the secret.
        reauthenticates: Flows that give a fresh proof to this user.
        lets_in: Whether this user can log in by it alone; what lets in last may not be given up.
        signed_up: What it does for a new account that is logged in at once.
        factor: What it adds to a first proof.
        factor_added: What it does once a user got a factor; true if it made codes for it.
        factor_removed: What it does once a user lost one; the flag tells whether any is left that is enough.
        config: Its part of the `config` answer, by section.
    """

    name: str
    endpoints: Sequence[Any] = ()
    pages: Sequence[Any] = ()
    steps: Sequence[Step] = ()
    flows: Callable[[str], list[dict[str, Any]]] = lambda client: []  # noqa: ARG005
    waits: dict[str, str] = {}
    waiting: Callable[[Any], dict[str, Any]] = lambda secret: {}  # noqa: ARG005
    reauthenticates: Callable[[Any], list[dict[str, Any]]] = lambda user: []  # noqa: ARG005
    lets_in: Callable[[Account], bool] = lambda account: False  # noqa: ARG005
    signed_up: Callable[[Visit, Account], None] = lambda visit, account: None  # noqa: ARG005
    factor: Factor | None = None
    factor_added: Callable[[Visit, Any], bool] = lambda visit, user: False  # noqa: ARG005
    factor_removed: Callable[[Any, bool], None] = lambda user, left: None  # noqa: ARG005
    config: Callable[[], dict[str, dict[str, Any]]] = dict


_methods: list[Method] = []


def register(methods: Sequence[Method]) -> None:
    """Make methods known; called once, when Django's apps are ready."""
    _methods[:] = methods
    factors = [method.factor for method in methods if method.factor is not None]
    queries.join([factor.joined for factor in factors if factor.joined])


def registered() -> Sequence[Method]:
    """All methods."""
    return _methods
