"""Log in with a code or link sent by mail or SMS."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, columns
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, LIMITED, Kind, Refusal, Refused
from gatepost.features.code import purposes
from gatepost.features.code.settings import CodeSettings
from gatepost.flow import engine, logout, mail_language, mail_limits, notices, ownership, pending_login
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending, PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, limits, links, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Issued, Purpose
from gatepost.sessions.state import SessionState

FLOW = "login_by_code"
UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
UNKNOWN_PHONE = Refusal(Kind.INVALID, "unknown_phone", param="phone", text=_("No account has this number."))
TOO_MANY = Refusal(Kind.WRONG, "too_many_login_attempts", text=_("Too many login attempts. Try again later."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("Incorrect code."))


def _lifetime() -> timedelta:
    return timedelta(seconds=conf.read(CodeSettings).seconds)


def request(visit: Visit, *, kind: str, name: str) -> Outcome:
    """Send a login code; the answer does not reveal whether the account exists.

    Args:
        visit: The request. A signed-in caller gets the session as the answer, and a code that this session
            cannot use.
        kind: `email` or `phone`.
        name: As typed.

    Raises:
        Refused: `too_many_login_attempts`; `unknown_email` if enumeration is not prevented.
    """
    account = accounts.by_name(kind, name)
    wait = mail_limits.refused(
        visit,
        network="code_network",
        address="code_address",
        subject=text.limited_name(kind, name),
        owners=[account.id] if account else [],
    )
    if wait:
        raise Refused(TOO_MANY.at(kind).after(wait))
    if account is not None and not account.user.is_active:
        account = None
    if account is None and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(UNKNOWN if kind == "email" else UNKNOWN_PHONE)
    row = account.called(kind, name) if account else None
    canonical = text.canonical(kind, name) or ""
    target = row.value if row else (canonical if kind == "phone" else text.stored_email(name))

    def send() -> Outcome:
        session, opened = engine.handle_for(visit)
        _send(visit, session, account, purposes.LOGIN, target, fresh=opened is not None)
        audit.record("login_code_requested", visit=visit, user_id=account.id if account else None)
        if session.user is not None:
            return LoggedIn(session=session)
        return Pending(steps=(PendingStep(FLOW),), opened=opened)

    return database.retry_transaction_on_deadlock(send)


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
    linked = conf.read(CodeSettings).link and purpose is purposes.LOGIN and not sms
    kind = "code/login_sms" if sms else "code/login"
    context: dict[str, Any] = {
        "user": columns.greeting(account.user if account else None, target),
        "code": issued.code,
        "link": links.link("login", key=issued.link) if linked else "",
    }
    if account is None:
        kind = "code/unknown_sms" if sms else "code/unknown"
        context = {"link": links.link("signup")}
    channel = "sms" if sms else "mail"
    outbox.put(
        channel, kind, target, context, language=mail_language.of_account(visit, account), expires_at=issued.expires_at
    )


def required() -> bool:
    """Whether logins require a code."""
    return conf.read(CodeSettings).required


def needed(account: Account, proofs: Sequence[Proof]) -> bool:
    """Whether the login still needs a code."""
    has_target = bool(account.all_of("email") or account.all_of("phone"))
    verified = any(proof.method in ("code", "password_reset", "email") for proof in proofs)
    return required() and has_target and not verified


def start(visit: Visit, session: SessionState, account: Account, fresh: bool) -> None:  # noqa: FBT001
    """Start the step of a login: send a code to the account's primary address or number."""
    row = account.primary("email") or account.primary("phone")
    if row is not None:
        _send(visit, session, account, purposes.STEP, row.value, fresh=fresh)


def decoy(visit: Visit, session: SessionState, target: str, fresh: bool) -> None:  # noqa: FBT001
    """Decoy counterpart of `start`."""
    _send(visit, session, None, purposes.STEP, target, fresh=fresh)


def _purpose(visit: Visit) -> Purpose | None:
    """Which code the session is waiting for; a required step takes precedence over a requested login code."""
    if not visit.handle or visit.logged_in:
        return None
    since = pending_login.oldest()
    found = {secret.purpose for secret in secrets.pending(visit.handle) if secret.created_at > since}
    return next((one for one in (purposes.STEP, purposes.LOGIN) if one in found), None)


def expects_code(visit: Visit) -> None:
    """Require a pending code, unless links are mailed too, which work without one; cleans up an expired login.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in:
        raise Refused(CONFLICT)
    if _purpose(visit) is None:
        _give_up(visit)
        if not conf.read(CodeSettings).link:
            raise Refused(CONFLICT)


def _give_up(visit: Visit) -> None:
    if visit.handle and pending_login.abandon(visit, FLOW, purposes.LOGIN, purposes.STEP):
        secrets.drop(bound_to=visit.handle, purpose__in=(purposes.LOGIN, purposes.STEP))


def count_missing(visit: Visit, refused: Refused) -> None:
    """Count a missing code as a wrong one, so that malformed bodies cannot bypass the limit on attempts."""
    if refused.names("code") and (purpose := _purpose(visit)):
        _guess(visit, purpose, "")


def confirm(visit: Visit, *, code: str) -> LoggedIn | Pending:
    """Log in with a code in the session that requested it, or with a mailed link in any session.

    Receiving the code also verifies the address.

    Raises:
        Refused: `incorrect_code`; CONFLICT if no code is pending.
    """
    if credentials.looks_like_link(code):
        secret = secrets.find_link(purposes.LOGIN, code) if conf.read(CodeSettings).link else None
        if secret is None or not secrets.consume(secret):
            notices.login_failed(visit, hides="code")
            raise Refused(INCORRECT_CODE)
        return _log_in(visit, secret)
    purpose = _purpose(visit)
    found = _guess(visit, purpose, code) if purpose else Guess.NOTHING_PENDING
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if isinstance(found, Guess):
        notices.login_failed(visit, hides="code")
        raise Refused(INCORRECT_CODE)
    return _log_in(visit, found)


def _guess(visit: Visit, purpose: Purpose, code: str) -> OneTimeSecret | Guess:
    found = secrets.guess(purpose, code, visit.handle, consuming=True)
    if found is Guess.EXHAUSTED:
        logout.abort(visit)
    return found


def _log_in(visit: Visit, secret: OneTimeSecret) -> LoggedIn | Pending:
    kind = "phone" if secret.target.startswith("+") else "email"
    shown = {kind: secret.target}
    proof = Proof(method="code", at=clock.unix(), details=shown, mailbox=shown.get("email", ""))

    def complete() -> LoggedIn | Pending:
        account = accounts.of_secret(secret)
        if account is None:
            raise Refused(INCORRECT_CODE)
        if secret.purpose == purposes.STEP:
            pending = pending_login.find(visit)
            if pending is None or pending.user is None or pending.user.pk != account.id:
                raise Refused(CONFLICT)
            return INTERACTIVE.resume(visit, pending, proof)
        return INTERACTIVE.complete(visit, _verified(visit, account, kind, secret.target), proof)

    return database.retry_transaction_on_deadlock(complete)


def _verified(visit: Visit, account: Account, kind: str, target: str) -> Account:
    row = account.called(kind, target)
    return (ownership.verify(visit, account, row) if row is not None else None) or account


def resend(visit: Visit) -> Done:
    """Send a new code to the same address or number.

    Raises:
        Refused: CONFLICT if no code is pending, or no resend is left.
    """
    purpose = _purpose(visit)
    secret = secrets.bound(purpose, visit.handle) if purpose else None
    if purpose is None or secret is None:
        if not visit.logged_in:
            _give_up(visit)
        raise Refused(CONFLICT)
    sms = secret.target.startswith("+")
    with database.atomic():
        issued = secrets.renew(purpose, visit.handle, _lifetime(), user_id=secret.user_id, sms=sms)
        if issued is None:
            raise Refused(CONFLICT)
        waits = limits.wait(("phone_network", visit.network), ("phone_number_any", secret.target)) if sms else {}
        if waits:
            raise Refused(LIMITED.after(max(waits.values())))
        account = accounts.by_id(secret.user_id) if secret.user_id is not None else None
        _mail(visit, account, purpose, secret.target, issued)
    return Done()
