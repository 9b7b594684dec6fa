"""Prove an address with what was mailed to it."""

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers, queries
from gatepost.accounts.models import Identifier
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import engine, notices
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Guess, Purpose
from gatepost.methods.email.operations import send
from gatepost.methods.email.settings import EmailSettings

INVALID_KEY = Refusal(
    Kind.WRONG, "invalid_or_expired_key", param="key", text=_("This link is not valid, or no longer.")
)
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="key", text=_("This code is not correct."))
TAKEN = Refusal(Kind.WRONG, "email_taken", param="key", text=_("This address belongs to another account by now."))
SAME = Refusal(Kind.INVALID, "same_as_current", param="email", text=_("This is the present address."))


class Info(msgspec.Struct, frozen=True):
    """Whose address a key would prove."""

    email: str
    user: Any
    authenticating: bool


def _found(visit: Visit, key: str, *, consuming: bool) -> OneTimeSecret:
    if _is_link(key):
        secret = secrets.find_link(Purpose.VERIFY_EMAIL, key)
        if secret is None or (consuming and not secrets.consume(secret)):
            raise Refused(INVALID_KEY)
        return secret
    found = secrets.guess(Purpose.VERIFY_EMAIL, key, visit.handle, consuming=consuming)
    if found is Guess.NOTHING_PENDING:
        raise Refused(CONFLICT)
    if found is Guess.EXHAUSTED and not visit.logged_in:
        engine.abort(visit)
    if isinstance(found, Guess):
        raise Refused(INCORRECT_CODE)
    return found


def expects_code(visit: Visit) -> None:
    """Where only codes are mailed, nothing can be proved in a session that waits for none.

    Raises:
        Refused: CONFLICT.
    """
    if conf.read(EmailSettings).verification_by == "code" and not (
        visit.handle and secrets.bound(Purpose.VERIFY_EMAIL, visit.handle)
    ):
        raise Refused(CONFLICT)


def _row(secret: OneTimeSecret) -> tuple[Any, Identifier]:
    user = queries.user(secret.user_id)
    row = accounts.load(user).one("email", text.canonical_email(secret.target)) if user is not None else None
    if row is None or not user.is_active:
        raise Refused(INVALID_KEY)
    return user, row


def check(visit: Visit, *, key: str) -> Info:
    """Whose address a key would prove; uses nothing up.

    Raises:
        Refused: `invalid_or_expired_key`, `incorrect_code`, CONFLICT.
    """
    secret = _found(visit, key, consuming=False)
    user, row = _row(secret)
    return Info(row.value, user, engine.underway(visit) is not None)


def verify(visit: Visit, *, key: str) -> LoggedIn | Pending | Done:
    """Prove the address.

    Raises:
        Refused: As `check` does; `email_taken` if somebody else proved it first.
    """
    secret = _found(visit, key, consuming=True)
    with database.atomic():
        return _prove(visit, secret, by_link=_is_link(key))


def by_link(visit: Visit, *, key: str) -> Done:
    """Prove an address by a link, and log nobody in.

    Raises:
        Refused: `invalid_or_expired_key`; `email_taken` if somebody else proved it first.
    """
    secret = secrets.find_link(Purpose.VERIFY_EMAIL, key)
    if secret is None:
        raise Refused(INVALID_KEY)
    with database.atomic():
        if not secrets.consume(secret):
            raise Refused(INVALID_KEY)
        _confirm(visit, secret)
    return Done()


def _is_link(key: str) -> bool:
    by = conf.read(EmailSettings).verification_by
    return by == "link" or credentials.well_formed("v", key) or (by == "both" and credentials.looks_like_link(key))


def _confirm(visit: Visit, secret: OneTimeSecret) -> Any:
    user, row = _row(secret)
    replaces = conf.read(EmailSettings).change_by_replacing and not row.primary
    old = (accounts.load(user).primary("email") or row).value if replaces else ""
    if not identifiers.confirm(row, replaces=replaces):
        raise Refused(TAKEN)
    secrets.drop(user_id=user.pk, purpose=Purpose.VERIFY_EMAIL, target=secret.target)
    audit.record("email_verified", visit=visit, user_id=user.pk)
    if replaces:
        notices.tell(visit, user, "email/changed", to=old, email=row.value)
    return user


def _prove(visit: Visit, secret: OneTimeSecret, *, by_link: bool) -> LoggedIn | Pending | Done:
    user = _confirm(visit, secret)
    if visit.session is not None and visit.session.user is not None:
        fresh = queries.user(visit.session.user.pk) or visit.session.user
        return LoggedIn(session=msgspec.structs.replace(visit.session, user=fresh))
    pending = engine.underway(visit)
    if pending is None or pending.user is None or pending.user.pk != user.pk:
        return Pending(steps=engine.waiting(visit))
    if by_link and not conf.read(EmailSettings).login_on_verification:
        engine.abort(visit)
        return Pending()
    return engine.resume(visit, pending, Proof(method="email", at=clock.unix(), told=False))


def resend(visit: Visit) -> Done:
    """Mail a new code to the same address.

    Raises:
        Refused: CONFLICT if no code is waited for, or none may be sent again.
    """
    secret = secrets.bound(Purpose.VERIFY_EMAIL, visit.handle) if visit.handle else None
    if secret is None or visit.logged_in:
        raise Refused(CONFLICT)
    with database.atomic():
        issued = secrets.renew(Purpose.VERIFY_EMAIL, visit.handle, send.lifetime(), user_id=secret.user_id)
        if issued is None:
            raise Refused(CONFLICT)
        if secret.user_id is None:
            context = {"link": outbox.link("request_reset")}
            outbox.put("mail", "email/account_exists", secret.target, context, language=visit.language)
        else:
            send.mail(visit, queries.user(secret.user_id), secret.target, issued, coded=True)
    return Done()


def change_pending(visit: Visit, *, email: str) -> str:
    """Wait for another address instead, while a sign-up waits for one to be proved.

    Returns:
        The new address, as stored.

    Raises:
        Refused: `same_as_current`; CONFLICT if none is waited for, or no change is left.
    """
    pending = engine.underway(visit)
    secret = secrets.bound(Purpose.VERIFY_EMAIL, visit.handle) if visit.handle else None
    if pending is None or secret is None:
        raise Refused(CONFLICT)
    canonical = text.canonical_email(email)
    if canonical == text.canonical_email(secret.target):
        raise Refused(SAME)
    row = identifiers.new("email", email, user=pending.user, primary=True, claimed=True)
    with database.atomic():
        moved = pending.user is not None and identifiers.move(pending.user, secret.target, row)
        user_id = pending.user.pk if moved and pending.user is not None else None
        issued = secrets.retarget(
            Purpose.VERIFY_EMAIL, visit.handle, send.lifetime(), user_id=user_id, target=row.value
        )
        if issued is None:
            raise Refused(CONFLICT)
        if moved:
            send.mail(visit, pending.user, row.value, issued, coded=True)
        else:
            send.tell_owner(visit, row.value)
    return row.value
