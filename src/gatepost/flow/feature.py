"""What a feature declares to the rest: its steps, factor, endpoints, settings and hooks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Authenticator
from gatepost.flow.outcome import PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground.links import Link
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.outbox import Sender
from gatepost.ground.sealing import SealedColumn
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User, UserId
from gatepost.sessions.state import SessionState

Shape = type[msgspec.Struct]


class FactorEntry(Protocol):
    """How the native API shows an authenticator."""

    @classmethod
    def of(cls, row: Authenticator) -> msgspec.Struct:
        """The entry of the list."""


FactorShape = type[FactorEntry]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step that a login may require after its first proof.

    Args:
        name: The flow's id on the wire.
        order: Steps are taken from low to high: 10 email, 20 phone, 25 the key of a sign-up, 30 code, 40 second
            factor, 45 enrolment of one, 50 trust.
        needed: Whether it is still missing, decided from account and proofs alone.
        applies: Whether the settings can require it of anyone; asked once in a process, not at each login.
        start: Starts it, for example by mailing a code; the flag is true if the session is new.
        decoy: Decoy counterpart of `start`, for the address of an existing account.
        by_link: Starts it with a mailed link, after a sign-up by a client without a session; called without an account
            it is the decoy, for an address that another account has.
        describe: What is known of it while it is pending, from account and proofs; its name alone if None.
        purposes: The logins that may require it.
        clients: The clients that may be asked for it.
        skippable: Whether a trusted browser may skip it.
    """

    name: str
    order: int
    needed: Callable[[Account, Sequence[Proof]], bool]
    applies: Callable[[], bool] = lambda: True
    start: Callable[[Visit, SessionState, Account, bool], None] = lambda visit, session, account, fresh: None  # noqa: ARG005
    decoy: Callable[[Visit, SessionState, str, bool], None] = lambda visit, session, target, fresh: None  # noqa: ARG005
    by_link: Callable[[Visit, Account | None, str], None] = lambda visit, account, target: None  # noqa: ARG005
    describe: Callable[[Account, Sequence[Proof]], PendingStep] | None = None
    purposes: tuple[str, ...] = ("login", "signup", "reset")
    clients: tuple[str, ...] = ("app", "browser")
    skippable: Callable[[], bool] = lambda: False


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of second factor.

    Args:
        type: Its name on the wire.
        check: Checks a code that was typed for a user against the user's authenticator of this type; None for types
            without codes.
        joined: The one-to-one relation from an authenticator to the method's own row, if it has one.
        triggers_second_factor: Whether a user who has one is asked for a second factor at login; recovery codes alone
            are no reason to ask.
        enabled: Whether the settings enable it.
        shape: The struct of one authenticator in the list, tagged by `type`: a subclass of `api.shapes.Held`.
    """

    type: str
    shape: FactorShape
    check: Callable[[Visit, Any, Authenticator, str], bool] | None
    triggers_second_factor: bool
    joined: str = ""
    enabled: Callable[[], bool]


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a feature contributes; features are listed nowhere else.

    Args:
        name: The folder's name.
        title: Its heading in the API reference; made from the name if empty.
        place: Its place there, low first: features are listed in the order in which an application needs them.
        endpoints: Operations of the native API (typed there, since this package knows no HTTP).
        pages: Browser pages below the native API's prefix that answer with redirects (typed there).
        shapes: The structs of its flows in a 401, tagged by `id`; those of flows that can be pending are subclasses of
            `api.shapes.PendingFlow`, whose `of` makes them from the pending step.
        steps: The steps that it may add to a login.
        flows: Ways to sign in that it offers an anonymous visitor of a client: structs of its `shapes`.
        last_flows: Flows that end the list of every 401, whether they are pending or not: structs of its `shapes`.
        flows_by_purpose: The pending flow that an outstanding one-time secret of each purpose implies.
        pending_for_login: Whether these flows stay pending as long as the login, even if the code expires sooner.
        describe_pending: What is known of such a flow, from its secret; its name alone if None.
        reauthenticates: Flows by which this user can reach a level of proof (1 any, 2 with a second factor): structs of
            its `shapes`.
        allows_login: Whether this user can sign in with it alone; the last such way can't be removed.
        signed_up: Called for a new account that is signed in right after sign-up.
        factor: Its second factor, if it has one.
        factor_added: Called once a user has added a factor; true if it generated codes.
        factor_removed: Called once a user has removed one; the flag is true if one is left that triggers the second
            factor.
        config: Its part of the `config` response, by section.
        settings: The structs of its sections of `GATEPOST`.
        purposes: What its one-time secrets are for.
        sealed: Its tables with sealed text.
        limits: Its buckets and their rates.
        links: The pages that its mails link to.
        amr: Values of the `amr` claim for its proofs, by their method or type (RFC 8176).
        messages: The folder of its mails; `messages` beside the module that holds the feature, if empty.
        cleanup: Functions that delete its expired rows, by what they delete: each gets the time and how many at most,
            and returns how many it deleted.
        revokes: What it revokes when something happens to an account, by the name of the event (`flow.revocation` lists
            them): called with the user's id, in the transaction of the operation.
        sessions_ended: Called with the user's id and the numbers of sessions that ended by themselves, as by a logout,
            not with all others on one of those events; in the transaction of the operation.
        senders: Functions that send its own messages of the outbox, by channel.
    """

    name: str
    title: str = ""
    place: int = 100
    settings: Sequence[Shape] = ()
    purposes: Sequence[Purpose] = ()
    sealed: Sequence[SealedColumn] = ()
    limits: Mapping[str, tuple[str, ...]] = {}
    links: Sequence[Link] = ()
    amr: Mapping[str, tuple[str, ...]] = {}
    messages: str = ""
    endpoints: Sequence[Any] = ()
    pages: Sequence[Any] = ()
    shapes: Sequence[Shape] = ()
    steps: Sequence[Step] = ()
    flows: Callable[[str], Sequence[msgspec.Struct]] = lambda client: ()  # noqa: ARG005
    last_flows: Callable[[], Sequence[msgspec.Struct]] = tuple
    flows_by_purpose: dict[str, str] = {}
    pending_for_login: bool = False
    describe_pending: Callable[[OneTimeSecret], PendingStep] | None = None
    reauthenticates: Callable[[User, int], Sequence[msgspec.Struct]] = lambda user, level: ()  # noqa: ARG005
    allows_login: Callable[[Account], bool] = lambda account: False  # noqa: ARG005
    signed_up: Callable[[Visit, Account], None] = lambda visit, account: None  # noqa: ARG005
    factor: Factor | None = None
    factor_added: Callable[[Visit, Any], bool] = lambda visit, user: False  # noqa: ARG005
    factor_removed: Callable[[Any, bool], None] = lambda user, left: None  # noqa: ARG005
    config: Callable[[], dict[str, dict[str, Any]]] = dict
    cleanup: Mapping[str, Callable[[datetime, int], int]] = {}
    revokes: Mapping[str, Callable[[UserId], None]] = {}
    sessions_ended: Callable[[UserId, Sequence[int]], None] | None = None
    senders: Mapping[str, Sender] = {}
