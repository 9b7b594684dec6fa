"""Recover a lost password: ask, look, set."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers, queries
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, LIMITED, Kind, Refusal, Refused
from gatepost.flow import engine, notices
from gatepost.flow.outcome import Done, LoggedIn, Pending, PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, clock, credentials, database, limits, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Issued, Purpose
from gatepost.methods.password import hashing, rules
from gatepost.methods.password.settings import PasswordSettings
from gatepost.sessions import devices, issue

UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
INVALID_KEY = Refusal(
    Kind.WRONG, "invalid_password_reset", param="key", text=_("This link is not valid, or no longer.")
)
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="key", text=_("This code is not correct."))
FLOW = "password_reset_by_code"


def request(visit: Visit, *, kind: str, name: str) -> Done | Pending:
    """Send what is needed to set a new password; the answer does not tell whether anybody got it.

    Args:
        visit: The door.
        kind: `email`, `username` or `phone`.
        name: As typed.

    Raises:
        Refused: LIMITED; `unknown_email` where enumeration is not prevented.
    """
    canonical = text.canonical(kind, name) or ""
    if waits := limits.wait(("reset_network", visit.network), ("reset_address", f"{kind}:{canonical}")):
        raise Refused(LIMITED.after(max(waits.values())))
    account = accounts.by_name(kind, canonical)
    if account is not None and not account.user.is_active:
        account = None
    if account is None and kind == "email" and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(UNKNOWN)
    row = account.one(kind, canonical) if account and kind != "username" else None
    row = row or (account.primary("email") if account else None)
    sms = kind == "phone"
    with database.atomic():
        return _send(visit, account, row.value if row else name.strip(), sms=sms)


def _send(visit: Visit, account: Account | None, target: str, *, sms: bool) -> Done | Pending:
    settings = conf.read(PasswordSettings)
    by_code = sms or settings.reset_by != "link"
    seconds = settings.reset_code_seconds if settings.reset_by == "code" else settings.reset_link_seconds
    session, opened = engine.handle_for(visit) if by_code else (None, None)
    issued = secrets.issue(
        Purpose.RESET_PASSWORD,
        user_id=account.id if account else None,
        target=target,
        sms=sms,
        bound_to=session.handle if session else "",
        lifetime=timedelta(seconds=seconds),
        replaces=opened is None,
    )
    _mail(visit, account, target, issued, sms=sms)
    audit.record("password_reset_requested", visit=visit, user_id=account.id if account else None)
    return Pending(steps=(PendingStep(FLOW),), opened=opened) if by_code else Done()


def _mail(visit: Visit, account: Account | None, target: str, issued: Issued, *, sms: bool) -> None:
    channel, kind = ("sms", "password/reset_sms") if sms else ("mail", "password/reset")
    context = {
        "user": accounts.display(account.user) if account else "",
        "by": conf.read(PasswordSettings).reset_by,
        "code": issued.code,
        "link": outbox.link("reset_password", key=issued.link),
    }
    if account is None:
        kind = "password/unknown_sms" if sms else "password/unknown"
        context = {"link": outbox.link("signup")}
    outbox.put(channel, kind, target, context, language=visit.language, expires_at=issued.expires_at)


def _found(visit: Visit, key: str, *, consuming: bool) -> OneTimeSecret:
    """The secret behind a link's key, or behind a code typed in the session that asked for it."""
    by = conf.read(PasswordSettings).reset_by
    if by == "link" and secrets.bound(Purpose.RESET_PASSWORD, visit.handle or "-") is None:
        by_link = True
    else:
        by_link = credentials.looks_like_link(key) and by != "code"
    if by_link:
        secret = secrets.find_link(Purpose.RESET_PASSWORD, key)
        if secret is None or (consuming and not secrets.consume(secret)):
            raise Refused(INVALID_KEY)
        return secret
    found = secrets.guess(Purpose.RESET_PASSWORD, key, visit.handle, consuming=consuming)
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    return found


def check(visit: Visit, *, key: str) -> Any:
    """Whose password a key may set; uses nothing up.

    Raises:
        Refused: `invalid_password_reset`, `incorrect_code`, CONFLICT (no code was asked for).
    """
    secret = _found(visit, key, consuming=False)
    user = queries.user(secret.user_id)
    if user is None or not user.is_active:
        raise Refused(INVALID_KEY)
    return user


def finish(visit: Visit, *, key: str, password: str) -> LoggedIn | Pending:
    """Set a new password with a mailed key; a password that is refused uses nothing up.

    The key proves the mailbox. All sessions of the user end, and what strangers attached to an account that
    was never proved before goes.

    Raises:
        Refused: As `check` does, and the validators' codes.
    """
    user = check(visit, key=key)
    details = replace(visit, user, password, use=lambda: _found(visit, key, consuming=True).target)
    if not conf.read(PasswordSettings).login_on_reset or visit.logged_in:
        return Pending(steps=engine.waiting(visit))
    proof = Proof(method="password_reset", at=clock.unix(), details=details)
    return engine.advance(visit, accounts.load(user), proof, purpose="reset")


def replace(
    visit: Visit, user: Any, password: str, *, use: Callable[[], str], repeated: str | None = None
) -> dict[str, str]:
    """Set a password that was lost; every way back into an account ends here.

    Args:
        visit: The door.
        user: Whose password.
        password: The new one, as typed.
        use: Uses up what proved the right to do so, or refuses; gives the address that it was mailed to.
        repeated: The new one once more; None where it is asked for once.

    Returns:
        The address that is proved by it, by its kind.

    Raises:
        Refused: The validators' codes, `password_mismatch`; CONFLICT if another change won.
    """
    if faults := rules.faults(password, user, "password", repeated=repeated):
        raise Refused(*faults)
    encoded = hashing.make(password)
    with database.atomic():
        target = use()
        if not queries.set_password(user.pk, user.password, encoded):
            raise Refused(CONFLICT)
        user.password = encoded
        details = _prove(accounts.load(user), target)
        secrets.drop(user_id=user.pk, purpose=Purpose.RESET_PASSWORD)
        announce.announce("password_changed", user.pk)
        announce.announce("account_recovered", user.pk)
        issue.end_others(user.pk, None)
        _forget_failures(visit, user)
        audit.record("password_reset", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "password/changed")
    return details


def _forget_failures(visit: Visit, user: Any) -> None:
    """Who read the mailbox may log in at once, however often somebody guessed before."""
    limits.forget("login_failed", f"user:{user.pk}")
    if device := devices.known(visit.device, user.pk):
        limits.forget("login_failed_known", f"user:{user.pk}:{device}")


def _prove(account: Account, target: str) -> dict[str, str]:
    for kind in ("email", "phone"):
        row = account.one(kind, text.canonical(kind, target))
        if row is not None:
            if not account.proved(kind):
                identifiers.proved_by_owner(account)
            if row.verified_at is None:
                identifiers.confirm(row)
            return {kind: row.value}
    return {}
