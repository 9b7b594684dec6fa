"""Log in with a code or link sent to a mailbox or phone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, LIMITED, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending, PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, limits, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Issued, Purpose
from gatepost.methods.code.settings import CodeSettings
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState

FLOW = "login_by_code"
UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
UNKNOWN_PHONE = Refusal(Kind.INVALID, "unknown_phone", param="phone", text=_("No account has this number."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("This code is not correct."))


def _lifetime() -> timedelta:
    return timedelta(seconds=conf.read(CodeSettings).seconds)


def request(visit: Visit, *, kind: str, name: str) -> Outcome:
    """Send a code; the answer does not tell whether anybody got it.

    Args:
        visit: The door; who is logged in already gets that for an answer.
        kind: `email` or `phone`.
        name: As typed.

    Raises:
        Refused: LIMITED; `unknown_email` where enumeration is not prevented.
    """
    if visit.session is not None and visit.session.user is not None:
        return LoggedIn(session=visit.session)
    canonical = text.canonical(kind, name) or ""
    if waits := limits.wait(("code_network", visit.network), ("code_address", f"{kind}:{canonical}")):
        raise Refused(LIMITED.after(max(waits.values())))
    account = accounts.by_name(kind, canonical)
    if account is not None and not account.user.is_active:
        account = None
    if account is None and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(UNKNOWN if kind == "email" else UNKNOWN_PHONE)
    row = account.one(kind, canonical) if account else None
    with database.atomic():
        session, opened = engine.handle_for(visit)
        target = row.value if row else (canonical if kind == "phone" else name.strip())
        _send(visit, session, account, Purpose.LOGIN_CODE, target, fresh=opened is not None)
        audit.record("login_code_requested", visit=visit, user_id=account.id if account else None)
    return Pending(steps=(PendingStep(FLOW),), opened=opened)


def _send(
    visit: Visit,
    session: SessionState,
    account: Account | None,
    purpose: Purpose,
    target: str,
    *,
    fresh: bool,
) -> None:
    sms = target.startswith("+")
    issued = secrets.issue(
        purpose,
        user_id=account.id if account else None,
        target=target,
        bound_to=session.handle,
        sms=sms,
        lifetime=_lifetime(),
        resends=conf.read(CodeSettings).resends,
        replaces=not fresh,
    )
    _mail(visit, account, purpose, target, issued)


def _mail(visit: Visit, account: Account | None, purpose: Purpose, target: str, issued: Issued) -> None:
    sms = target.startswith("+")
    linked = conf.read(CodeSettings).link and purpose is Purpose.LOGIN_CODE and not sms
    kind = "code/login_sms" if sms else "code/login"
    context: dict[str, Any] = {
        "user": accounts.display(account.user) if account else "",
        "code": issued.code,
        "link": outbox.link("login", key=issued.link) if linked else "",
    }
    if account is None:
        kind = "code/unknown_sms" if sms else "code/unknown"
        context = {"link": outbox.link("signup")}
    channel = "sms" if sms else "mail"
    outbox.put(channel, kind, target, context, language=visit.language, expires_at=issued.expires_at)


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether a login still waits for a code, where every login needs one."""
    has_target = bool(account.all_of("email") or account.all_of("phone"))
    proved = any(proof.method in ("code", "password_reset", "email") for proof in proofs)
    return conf.read(CodeSettings).required and has_target and not proved


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """The step of a login: send a code to where the account is known."""
    row = account.primary("email") or account.primary("phone")
    if row is not None:
        _send(visit, session, account, Purpose.LOGIN_STEP, row.value, fresh=fresh)


def decoy(visit: Visit, session: SessionState, target: str, fresh: bool) -> None:  # noqa: FBT001
    """The same from outside, for nobody."""
    _send(visit, session, None, Purpose.LOGIN_STEP, target, fresh=fresh)


def _purpose(visit: Visit) -> Purpose | None:
    """Which code the visitor's session waits for: that of a required step goes before."""
    if not visit.handle or visit.logged_in:
        return None
    found = {secret.purpose for secret in secrets.pending(visit.handle)}
    return next((one for one in (Purpose.LOGIN_STEP, Purpose.LOGIN_CODE) if one in found), None)


def expects_code(visit: Visit) -> None:
    """Without a code on its way nothing can be confirmed, unless links are mailed too.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in or (_purpose(visit) is None and not conf.read(CodeSettings).link):
        raise Refused(CONFLICT)


def confirm(visit: Visit, *, code: str) -> LoggedIn | Pending:
    """Use a code in the session that asked for it, or a mailed link anywhere.

    The proof of the mailbox is also the proof of the address.

    Raises:
        Refused: `incorrect_code`; CONFLICT if none is waited for.
    """
    if credentials.looks_like_link(code):
        secret = secrets.find_link(Purpose.LOGIN_CODE, code) if conf.read(CodeSettings).link else None
        if secret is None or not secrets.consume(secret):
            raise Refused(INCORRECT_CODE)
        return _log_in(visit, secret)
    purpose = _purpose(visit)
    found = secrets.guess(purpose, code, visit.handle, consuming=True) if purpose else Guess.NOTHING_PENDING
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if found is Guess.EXHAUSTED:
        engine.abort(visit)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    return _log_in(visit, found)


def _log_in(visit: Visit, secret: OneTimeSecret) -> LoggedIn | Pending:
    kind = "phone" if secret.target.startswith("+") else "email"
    account = accounts.by_id(secret.user_id)
    if account is None or not account.user.is_active:
        raise Refused(INCORRECT_CODE)
    proof = Proof(method="code", at=clock.unix(), details={kind: secret.target})
    with database.atomic():
        if secret.purpose == Purpose.LOGIN_STEP:
            pending = engine.underway(visit)
            if pending is None or pending.user is None or pending.user.pk != account.id:
                raise Refused(CONFLICT)
            return engine.resume(visit, pending, proof)
        return engine.advance(visit, _proved(account, kind, secret.target), proof)


def _proved(account: Account, kind: str, target: str) -> Account:
    row = account.one(kind, text.canonical(kind, target))
    if row is None or row.verified_at is not None:
        return account
    if not account.proved(kind):
        identifiers.proved_by_owner(account)
        issue.end_others(account.id, None)
    identifiers.confirm(row)
    return accounts.load(account.user)


def resend(visit: Visit) -> Done:
    """Send a new code to the same place.

    Raises:
        Refused: CONFLICT if none is waited for, or none may be sent again.
    """
    purpose = _purpose(visit)
    secret = secrets.bound(purpose, visit.handle) if purpose else None
    if purpose is None or secret is None:
        raise Refused(CONFLICT)
    sms = secret.target.startswith("+")
    with database.atomic():
        issued = secrets.renew(purpose, visit.handle, _lifetime(), user_id=secret.user_id, sms=sms)
        if issued is None:
            raise Refused(CONFLICT)
        account = accounts.by_id(secret.user_id) if secret.user_id is not None else None
        _mail(visit, account, purpose, secret.target, issued)
    return Done()
