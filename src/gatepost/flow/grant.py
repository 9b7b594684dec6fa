"""Logins of wires that know no steps: whole, or refused.

A client of such a wire sends a name and a password and expects a token. It can't be asked for a second factor. So
`grant` opens what the client expects (a token, a session, a pair of signed tokens, or several of them) where the policy
finds nothing missing, and refuses otherwise with the name of the step, which a client takes by the native API. Who was
let in, when, from where, and the word about a new device are written in the same transaction.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import account as accounts
from gatepost.accounts.account import Account
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import Done, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database
from gatepost.sessions import queries as sessions
from gatepost.sessions.state import Opened, SessionState
from gatepost.tokens import families, opaque
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import Plan

STEP_REQUIRED = Refusal(Kind.PROOF_REQUIRED, "step_required", text=_("This login needs one more step."))
"""Raised with the name of the step as its code: `verify_email`, `mfa_authenticate`, `mfa_enrol` …"""


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A login that was let through, as what opens a token sees it.

    Args:
        visit: The door.
        account: Who.
        proofs: How.
        session: The session that was opened beside it, if one was.
    """

    visit: Visit
    account: Account
    proofs: tuple[Proof, ...]
    session: SessionState | None = None


Opener = Callable[[Login], Any]
"""Makes what the client gets; runs inside the transaction of the login."""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody was let in.

    Args:
        user: Who.
        opened: The session and its key, where one was wanted.
        made: What the opener made: the text of a token, a pair of tokens; None without an opener.
        waits: Only after a sign-up: the step that the new account's login waits for; then nothing was opened.
    """

    user: Any
    opened: Opened | None = None
    made: Any = None
    waits: str = ""


def lacking(step: str) -> Refused:
    """The refusal of a login that lacks a step; an opener may raise it, which undoes the login."""
    return Refused(msgspec.structs.replace(STEP_REQUIRED, code=step))


def dated(plan: Plan) -> Opener:
    """Opens an opaque token, named after the visitor's browser or app; gives text and row."""

    def opens(login: Login) -> tuple[str, Token]:
        number = login.session.number if login.session is not None else None
        name = login.visit.user_agent or "-"
        return opaque.open_for(login.account.user, plan, name=name, session_number=number)

    return opens


def token(plan: Plan) -> Opener:
    """Opens an opaque token; gives its text alone."""
    return lambda login: dated(plan)(login)[0]


def grant(
    visit: Visit,
    account: Account,
    proof: Proof,
    *,
    opens: Opener | None = None,
    session: bool = False,
    purpose: str = "login",
) -> Granted:
    """Let somebody in who gave one proof, if that is enough.

    Args:
        visit: The door; its session, if it has one, is replaced where a new one is opened.
        account: Whose proof it is.
        proof: What a verifier made just now.
        opens: Makes what the client gets.
        session: Whether a browser's session is opened too (`visit.client` is `browser` then).
        purpose: `login` or `signup`; the step of a sign-up is begun by a mailed link, and told by `waits`.

    Raises:
        Refused: `account_disabled`; PROOF_REQUIRED with the name of the step that is missing as its code.
    """
    if not account.user.is_active:
        raise Refused(engine.BLOCKED)
    missing = engine.missing(visit, account, (proof,), purpose=purpose)
    if missing and purpose == "signup":
        return begin(visit, account, missing[0])
    if missing:
        audit.record("login", visit=visit, user_id=account.id, outcome="refused", step=missing[0])
        raise lacking(missing[0])
    with database.atomic():
        opened = engine.open_session(visit, account, (proof,)) if session else None
        engine.note(visit, account, (proof,), purpose)
        state = opened.state if opened is not None else None
        login = Login(visit=visit, account=account, proofs=(proof,), session=state)
        return Granted(user=account.user, opened=opened, made=opens(login) if opens is not None else None)


def begin(visit: Visit, account: Account, step: str) -> Granted:
    """Begin a step that a new account's login waits for, by a mailed link."""
    chosen = next(one for one in engine.steps() if one.name == step)
    chosen.by_link(visit, account, "")
    audit.record("login_pending", visit=visit, user_id=account.id, step=step, purpose="signup")
    return Granted(user=account.user, waits=step)


def begin_in_vain(visit: Visit, step: str, target: str) -> Granted:
    """The same from outside, for a sign-up with a taken name: whoever has it gets a word, and nobody is let in."""
    chosen = next(one for one in engine.steps() if one.name == step)
    chosen.by_link(visit, None, target)
    audit.record("login_pending", visit=visit, step=step, purpose="signup")
    return Granted(user=None, waits=step)


def another(visit: Visit, *, opens: Opener) -> Granted:
    """Open something more for whoever is logged in already.

    Raises:
        Refused: LOGIN_REQUIRED; what the opener refuses.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    account = accounts.load(visit.user)
    with database.atomic():
        made = opens(Login(visit=visit, account=account, proofs=()))
        audit.record("token_opened", visit=visit, user_id=account.id)
    return Granted(user=account.user, made=made)


def revoke(visit: Visit, *, everywhere: bool, session: bool) -> Pending | Done:
    """Log out by a wire that knows tokens: end what the visitor's login opened.

    Args:
        visit: The door.
        everywhere: End the tokens of all the user's logins, not only of this one.
        session: Whether the visitor's session ends too, or the one that the login of the shown token opened.
    """
    user, bearer = visit.user, visit.bearer
    with database.atomic():
        if user is not None and everywhere:
            opaque.end_logins(user.pk)
        elif bearer is not None and bearer.token is not None:
            opaque.end_one(user.pk, bearer.token)
        elif visit.session is not None and user is not None:
            opaque.end_session(user.pk, visit.session.number)
        if bearer is not None and bearer.family is not None:
            families.end(bearer.family[1], kind=bearer.family[0])
        if session and visit.session is not None:
            return engine.log_out(visit)
        beside = bearer.session_number if session and bearer is not None else None
        if beside is not None:
            sessions.delete_numbers(user.pk, [beside])
        if user is not None:
            audit.record("logout", visit=visit, user_id=user.pk)
    return Pending(ended=True) if beside is not None else Done()
