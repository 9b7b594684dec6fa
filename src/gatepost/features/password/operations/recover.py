"""Reset a lost password: request a mail, check its key, set the new password."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, columns, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.password import hashing, purposes, rules
from gatepost.features.password.settings import PasswordSettings
from gatepost.flow import account_links, engine, mail_language, mail_limits, notices, ownership
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Done, LoggedIn, Pending, PendingStep
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, clock, credentials, database, limits, links, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Issued
from gatepost.ground.user_types import User
from gatepost.sessions import closing, devices
from gatepost.sessions.state import SessionState

UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
INVALID_KEY = Refusal(Kind.WRONG, "invalid_password_reset", param="key", text=_("This link is invalid or has expired."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="key", text=_("Incorrect code."))
FLOW = "password_reset_by_code"
LONGEST_TARGET = OneTimeSecret._meta.get_field("target").max_length  # noqa: SLF001 - Django's documented API
"""Characters; a username that nobody has may be longer."""


def request(visit: Visit, *, kind: str, name: str) -> Done | LoggedIn | Pending:
    """Send a reset code or link; the answer does not reveal whether the account exists.

    Args:
        visit: The request.
        kind: `email`, `username` or `phone`.
        name: As typed.

    Raises:
        Refused: LIMITED; `unknown_email` where enumeration is not prevented.
    """
    account = accounts.by_name(kind, name)
    owners = account_links.owners(name) if kind == "email" else []
    mail_limits.require(
        visit,
        network="reset_network",
        address="reset_address",
        subject=text.limited_name(kind, name),
        owners=list({row.user_id for row in owners} | ({account.id} if account else set())),
    )
    active = [row for row in owners if row.user.is_active]
    if account is None or not account.user.is_active:
        account = accounts.load(active[0].user) if active else None
    if account is None and kind == "email" and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(UNKNOWN)
    row = account.called(kind, name) if account and kind != "username" else None
    row = row or (account.primary("email") if account else None)
    sms = kind == "phone"
    target = row.value if row else text.stored_email(name)[:LONGEST_TARGET]
    others = [one.user for one in active if account and one.user_id != account.id and one.value == target]
    return database.retry_transaction_on_deadlock(lambda: _send(visit, account, target, others, sms=sms))


def _send(
    visit: Visit, account: Account | None, target: str, others: Sequence[Any], *, sms: bool
) -> Done | LoggedIn | Pending:
    """Write one message for a mailbox or a number, with a link for each of the other accounts that own the address."""
    settings = conf.read(PasswordSettings)
    by_code = sms or settings.reset_by != "link"
    seconds = settings.reset_code_seconds if settings.reset_by == "code" else settings.reset_link_seconds
    session, opened = engine.handle_for(visit) if by_code else (None, None)
    issued = secrets.issue(
        purposes.RESET,
        user_id=account.id if account else None,
        target=target,
        sms=sms,
        bound_to=session.handle if session else "",
        lifetime=timedelta(seconds=seconds),
        replaces=opened is None,
    )
    named = [_named(user, target, timedelta(seconds=settings.reset_link_seconds)) for user in others]
    _mail(visit, account, target, issued, named, sms=sms)
    for user_id in (account.id if account else None, *(user.pk for user in others)):
        audit.record("password_reset_requested", visit=visit, user_id=user_id)
    if not by_code:
        return Done()
    if session is not None and session.user is not None:
        return LoggedIn(session=session)
    return Pending(steps=(PendingStep(FLOW),), opened=opened)


def _named(user: User, target: str, lifetime: timedelta) -> dict[str, str]:
    """Another account of the mailbox, as the message names it; with a link of its own, where links are mailed."""
    if conf.read(PasswordSettings).reset_by == "code":
        return {"user": user.get_username()}
    issued = secrets.issue(purposes.RESET, user_id=user.pk, target=target, lifetime=lifetime)
    return {"user": columns.display(user), "link": links.link("reset_password", key=issued.link)}


def _mail(
    visit: Visit, account: Account | None, target: str, issued: Issued, others: Sequence[dict[str, str]], *, sms: bool
) -> None:
    channel, kind = ("sms", "password/reset_sms") if sms else ("mail", "password/reset")
    context: dict[str, Any] = {
        "others": others,
        "user": columns.greeting(account.user if account else None, target),
        "by": conf.read(PasswordSettings).reset_by,
        "code": issued.code,
        "link": links.link("reset_password", key=issued.link),
    }
    if account is None:
        kind = "password/unknown_sms" if sms else "password/unknown"
        context = {"link": links.link("signup")}
    outbox.put(
        channel, kind, target, context, language=mail_language.of_account(visit, account), expires_at=issued.expires_at
    )


def _found(visit: Visit, key: str, *, consuming: bool) -> OneTimeSecret:
    """The secret of a mailed key, or of a code that was requested in this session."""
    by = conf.read(PasswordSettings).reset_by
    if by == "link" and secrets.bound(purposes.RESET, visit.handle or "-") is None:
        by_link = True
    else:
        by_link = credentials.looks_like_link(key) and by != "code"
    if by_link:
        secret = secrets.find_link(purposes.RESET, key)
        if secret is None or (consuming and not secrets.consume(secret)):
            raise Refused(INVALID_KEY)
        return secret
    found = secrets.guess(purposes.RESET, key, visit.handle, consuming=consuming)
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    return found


def admit(visit: Visit) -> None:
    """Require a pending code if only codes are mailed.

    Raises:
        Refused: CONFLICT.
    """
    if conf.read(PasswordSettings).reset_by == "code" and not (
        visit.handle and secrets.bound(purposes.RESET, visit.handle)
    ):
        raise Refused(CONFLICT)


def count_missing(visit: Visit, refused: Refused) -> None:
    """Count a missing code as a wrong one, so that malformed bodies cannot bypass the limit on attempts."""
    if refused.names("key") and visit.handle:
        secrets.guess(purposes.RESET, "", visit.handle, consuming=True)


def check(visit: Visit, *, key: str) -> Any:
    """Return the user whose password a key can reset, without using the key up.

    Raises:
        Refused: `invalid_password_reset`, `incorrect_code`, CONFLICT (no code was requested).
    """
    secret = _found(visit, key, consuming=False)
    account = accounts.of_secret(secret)
    if account is None or (not secret.bound_to and _logged_in_since(account.user, secret)):
        raise Refused(INVALID_KEY)
    return account.user


def _logged_in_since(user: User, secret: OneTimeSecret) -> bool:
    """Whether the user has logged in since the link was mailed, which invalidates the link."""
    at = getattr(user, "last_login", None)
    return at is not None and at > secret.created_at


def finish(visit: Visit, *, key: str, password: str) -> LoggedIn | Pending:
    """Reset the password; if the password is refused, the key stays valid.

    The key also verifies the address. All sessions of the user are revoked. On an account whose address was never
    verified, whatever others may have attached to it is removed.

    Raises:
        Refused: As `check` does, and the validators' codes.
    """
    user = check(visit, key=key)
    details = replace(visit, user, password, use=lambda: _found(visit, key, consuming=True).target)
    if visit.session is not None and visit.session.user is not None:
        return _while_logged_in(visit, visit.session, user)
    if not conf.read(PasswordSettings).login_on_reset:
        return Pending(steps=engine.pending_steps(visit))
    proof = Proof(method="password_reset", at=clock.unix(), details=details, mailbox=details.get("email", ""))

    def complete() -> LoggedIn | Pending:
        return INTERACTIVE.complete(visit, accounts.load(user), proof, purpose="reset")

    return database.retry_on_deadlock(complete)


def _while_logged_in(visit: Visit, session: SessionState, user: User) -> LoggedIn | Pending:
    """Answer a signed-in caller: the user's own browser learns at once that its session was revoked, an app later."""
    if visit.client == "browser" and session.user.pk == user.pk:
        return Pending(ended=True)
    return LoggedIn(session=session)


def replace(
    visit: Visit, user: User, password: str, *, use: Callable[[], str], repeated: str | None = None
) -> dict[str, str]:
    """Replace a lost password; all reset entry points use this.

    Args:
        visit: The request.
        user: The user.
        password: The new password, as typed.
        use: Uses up the mailed key, or refuses; returns the address that it was mailed to.
        repeated: The new password, repeated; None if the API asks for it once.

    Returns:
        The address that this verifies, by its kind.

    Raises:
        Refused: The validators' codes, `password_mismatch`; CONFLICT if another change won.
    """
    if faults := rules.faults(password, user, "password", repeated=repeated):
        raise Refused(*faults)
    before, encoded = user.password, hashing.make(password)

    def write() -> dict[str, str]:
        target = use()
        if not queries.set_password(user.pk, before, encoded):
            raise Refused(CONFLICT)
        user.password = encoded
        details = _prove(visit, accounts.load(user), target)
        secrets.drop(user_id=user.pk, purpose=purposes.RESET)
        announce.announce("password_changed", user.pk)
        announce.announce("account_recovered", user.pk)
        closing.end_others(user.pk, None)
        _forget_failures(visit, user)
        audit.record("password_reset", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "password/changed")
        return details

    return database.retry_transaction_on_deadlock(write)


def _forget_failures(visit: Visit, user: User) -> None:
    """Reset the login limits: the owner of the mailbox can log in, whatever others guessed before."""
    limits.reset("login_failed", f"user:{user.pk}")
    if device := devices.known(visit.device, user.pk):
        limits.reset("login_failed_known", f"user:{user.pk}:{device}")


def _prove(visit: Visit, account: Account, target: str) -> dict[str, str]:
    """Verify the address that the key was mailed to.

    Raises:
        Refused: `invalid_password_reset` if the account no longer has it.
    """
    for kind in ("email", "phone"):
        if (row := account.called(kind, target)) is not None:
            ownership.verify(visit, account, row, keeps_password=True)
            return {kind: row.value}
    raise Refused(INVALID_KEY)
