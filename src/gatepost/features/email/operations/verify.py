"""Verify an address with a mailed code or link."""

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, identifiers, new_names, queries, taken
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.email import purposes
from gatepost.features.email.operations import send
from gatepost.features.email.settings import EmailSettings
from gatepost.flow import engine, logout, notices, pending_login
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, links, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess
from gatepost.ground.user_types import User

FLOW = "verify_email"
INVALID_KEY = Refusal(Kind.WRONG, "invalid_or_expired_key", param="key", text=_("This link is invalid or has expired."))
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="key", text=_("Incorrect code."))
TAKEN = Refusal(Kind.WRONG, "email_taken", param="key", text=_("This address now belongs to another account."))
SAME = Refusal(Kind.INVALID, "same_as_current", param="email", text=_("This is your current address."))


class Info(msgspec.Struct, frozen=True):
    """The address that the key verifies, and its user."""

    email: str
    user: User
    authenticating: bool


def _found(visit: Visit, key: str, *, consuming: bool) -> OneTimeSecret:
    if _is_link(key):
        secret = secrets.find_link(purposes.VERIFICATION, key)
        if secret is None or (consuming and not secrets.consume(secret)):
            raise Refused(INVALID_KEY)
        return secret
    found = _guess(visit, key, consuming=consuming)
    if found is Guess.NOTHING_PENDING:
        pending_login.abandon(visit, FLOW, purposes.VERIFICATION)
        raise Refused(CONFLICT)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    return found


def _guess(visit: Visit, code: str, *, consuming: bool) -> OneTimeSecret | Guess:
    """Try a code; the last allowed wrong one aborts the login, or removes the address that was being added."""
    added = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.logged_in else None
    since = None if visit.logged_in or not _only_codes() else pending_login.oldest()
    found = secrets.guess(purposes.VERIFICATION, code, visit.handle, consuming=consuming, since=since)
    if found is Guess.EXHAUSTED and not visit.logged_in:
        logout.abort(visit)
    if found is Guess.EXHAUSTED and added is not None:
        _withdraw(visit, added.target)
    return found


def _withdraw(visit: Visit, target: str) -> None:
    with database.atomic():
        queries.lock(visit.user.pk)
        row = accounts.load(visit.user).called("email", target)
        if row is not None and row.verified_at is None and not row.primary:
            identifiers.remove(row)
            audit.record("email_removed", visit=visit, user_id=visit.user.pk)


def refused_body(visit: Visit, refused: Refused) -> None:
    """Require a pending code, as `verify` does, and count a missing one as a wrong one.

    Otherwise malformed bodies could bypass the limit on attempts.

    Raises:
        Refused: CONFLICT.
    """
    expects_code(visit)
    if refused.names("key") and send.by_code() and visit.handle:
        _guess(visit, "", consuming=True)


def _only_codes() -> bool:
    return conf.read(EmailSettings).verification_by == "code"


def expects_code(visit: Visit) -> None:
    """Require a pending code if only codes are mailed; cleans up an expired login.

    Raises:
        Refused: CONFLICT.
    """
    if not _only_codes():
        return
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if secret is None or not (visit.logged_in or secret.created_at > pending_login.oldest()):
        pending_login.abandon(visit, FLOW, purposes.VERIFICATION)
        raise Refused(CONFLICT)


def _row(secret: OneTimeSecret, known: Account | None = None) -> tuple[Account, Identifier]:
    account = known or accounts.of_secret(secret)
    row = account.called("email", secret.target) if account is not None else None
    if account is None or row is None:
        raise Refused(INVALID_KEY)
    return account, row


def check(visit: Visit, *, key: str) -> Info:
    """Return the address that a key verifies, with its user, without using the key up.

    Raises:
        Refused: `invalid_or_expired_key`, `incorrect_code`, CONFLICT.
    """
    secret = _found(visit, key, consuming=False)
    account, row = _row(secret)
    return Info(row.value, account.user, pending_login.find(visit) is not None)


def verify(visit: Visit, *, key: str) -> LoggedIn | Pending | Done:
    """Verify the address, and continue the login that waits for it.

    Raises:
        Refused: As `check` does; `email_taken` if another user verified it first.
    """
    secret = _found(visit, key, consuming=True)
    return database.retry_transaction_on_deadlock(lambda: _prove(visit, secret, by_link=_is_link(key)))


def by_link(visit: Visit, *, key: str) -> Done:
    """Verify an address with a link, without signing in.

    Raises:
        Refused: `invalid_or_expired_key`; `email_taken` if another user verified it first.
    """
    secret = secrets.find_link(purposes.VERIFICATION, key)
    if secret is None:
        raise Refused(INVALID_KEY)

    def write() -> None:
        if not secrets.consume(secret):
            raise Refused(INVALID_KEY)
        _confirm(visit, secret)

    database.retry_transaction_on_deadlock(write)
    return Done()


def _is_link(key: str) -> bool:
    by = conf.read(EmailSettings).verification_by
    return by == "link" or credentials.well_formed("v", key) or (by == "both" and credentials.looks_like_link(key))


def _confirm(visit: Visit, secret: OneTimeSecret, known: Account | None = None) -> Account | None:
    """Verify the address; returns the account, or None if more of it changed than the address.

    Args:
        visit: The request.
        secret: The secret that was used.
        known: The account of its user if it is loaded already; saves a query.
    """
    replacing = conf.read(EmailSettings).change_by_replacing
    if replacing and secret.user_id is not None:  # what it replaces must not change meanwhile
        queries.lock(secret.user_id)
        known = None
    account, row = _row(secret, known)
    user = account.user
    replaces = replacing and not row.primary
    old = (account.primary("email") or row).value if replaces else ""
    if not identifiers.confirm(row, replaces=replaces, among=account.identifiers):
        raise Refused(TAKEN)
    secrets.drop(user_id=user.pk, purpose=purposes.VERIFICATION, target=secret.target)
    audit.record("email_verified", visit=visit, user_id=user.pk)
    if replaces:
        notices.notify(visit, user, "email/changed", to=old, email=row.value)
    return None if replaces else account


def _prove(visit: Visit, secret: OneTimeSecret, *, by_link: bool) -> LoggedIn | Pending | Done:
    pending = pending_login.find(visit)
    theirs = pending is not None and pending.user is not None and pending.user.pk == secret.user_id
    account = _confirm(visit, secret, pending.account if pending is not None and theirs else None)
    if visit.session is not None and visit.session.user is not None:
        fresh = queries.user(visit.session.user.pk) or visit.session.user
        return LoggedIn(session=msgspec.structs.replace(visit.session, user=fresh))
    if pending is None or not theirs:
        return Pending(steps=engine.pending_steps(visit))
    if by_link and not conf.read(EmailSettings).login_on_verification:
        logout.abort(visit)
        return Pending()
    proof = Proof(method="email", at=clock.unix(), listed=False)
    account = account or accounts.load(pending.user)
    return INTERACTIVE.complete(visit, account, proof, purpose=pending.purpose, earlier=pending.proofs)


def resend(visit: Visit) -> Done:
    """Mail a new code to the same address.

    Raises:
        Refused: CONFLICT if no code is pending, or no resend is left; LIMITED.
    """
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if secret is None or visit.logged_in:
        raise Refused(CONFLICT)
    with database.atomic():
        issued = secrets.renew(purposes.VERIFICATION, visit.handle, send.lifetime(), user_id=secret.user_id)
        if issued is None:
            raise Refused(CONFLICT)
        send.limit_code(secret.target, decoy=secret.user_id is None)
        user = queries.user(secret.user_id) if secret.user_id is not None else None
        if secret.user_id is None:
            context = {"link": links.link("request_reset")}
            outbox.put("mail", "email/account_exists", secret.target, context, language=visit.language)
        elif user is None:  # deleted since the secret was read
            raise Refused(CONFLICT)
        else:
            send.mail(visit, user, secret.target, issued, coded=True, language=visit.language)
    return Done()


def may_add(visit: Visit) -> None:
    """Require a signed-in user, or a sign-up with a pending code that may still change its address.

    Raises:
        Refused: CONFLICT.
    """
    if visit.logged_in:
        return
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if send.by_code() and visit.handle else None
    if secret is None or secret.changes_left <= 0 or pending_login.find(visit) is None:
        raise Refused(CONFLICT)


def change_pending(visit: Visit, *, email: str) -> str:
    """Replace the address of a sign-up while its verification is pending.

    Returns:
        The new address, as stored.

    Raises:
        Refused: `same_as_current`; `email_taken` unless hidden; CONFLICT if no code is pending, or no change
            is left; LIMITED.
    """
    pending = pending_login.find(visit)
    secret = secrets.bound(purposes.VERIFICATION, visit.handle) if visit.handle else None
    if pending is None or secret is None:
        raise Refused(CONFLICT)
    new_names.check("email", email)
    canonical = text.canonical_email(email)
    if canonical == text.canonical_email(secret.target):
        raise Refused(SAME)
    if not taken.hides("email") and accounts.by_name("email", email) is not None:
        raise Refused(TAKEN.at("email"))
    row = identifiers.new("email", email, user=pending.user, primary=True, claimed=True)
    with database.atomic():
        moved = pending.user is not None and identifiers.move(pending.user, secret.target, row)
        user_id = pending.user.pk if moved and pending.user is not None else None
        issued = secrets.retarget(
            purposes.VERIFICATION, visit.handle, send.lifetime(), user_id=user_id, target=row.value
        )
        if issued is None:
            raise Refused(CONFLICT)
        send.limit_code(row.value, decoy=not moved)
        if moved:
            send.mail(visit, pending.user, row.value, issued, coded=True, language=visit.language)
        else:
            send.notify_owner(visit, row.value)
    return row.value
