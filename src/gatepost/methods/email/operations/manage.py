"""A user's own addresses: list, add, send again, make primary, remove."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import identifiers
from gatepost.accounts.account import Account
from gatepost.accounts.models import Identifier
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.flow import notices, reauthentication
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, limits, secrets, text
from gatepost.ground.secrets import Purpose
from gatepost.ground.settings import LimitsSettings
from gatepost.methods.email.operations import send
from gatepost.methods.email.settings import EmailSettings

DUPLICATE = Refusal(Kind.INVALID, "duplicate_email", param="email", text=_("You have this address already."))
TAKEN = Refusal(Kind.INVALID, "email_taken", param="email", text=_("This address belongs to another account."))
SAME = Refusal(Kind.INVALID, "same_as_current", param="email", text=_("This is the present address."))
TOO_MANY = Refusal(Kind.INVALID, "max_email_addresses", param="email", text=_("You can't have more addresses."))
UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("You have no such address."))
UNVERIFIED = Refusal(
    Kind.INVALID,
    "unverified_primary_email",
    param="email",
    text=_("The primary address must be proved first."),
)
PRIMARY_STAYS = Refusal(
    Kind.INVALID,
    "cannot_remove_primary_email",
    param="email",
    text=_("The primary address can't be removed."),
)


def told(account: Account) -> list[dict[str, Any]]:
    """Addresses in the words of the wire."""
    rows = sorted(account.all_of("email"), key=lambda row: row.value)
    return [{"email": row.value, "primary": row.primary, "verified": row.verified_at is not None} for row in rows]


def _list(user: Any) -> Done:
    return Done(data=told(accounts.load(user)))


def addresses(visit: Visit) -> Done:
    """All addresses of the user."""
    return _list(user_of(visit)[1])


def _one(user: Any, email: str) -> tuple[Account, Identifier]:
    account = accounts.load(user)
    row = account.one("email", text.canonical_email(email))
    if row is None:
        raise Refused(UNKNOWN)
    return account, row


def add(visit: Visit, *, email: str) -> Done:
    """Note an address and mail it; in "change" mode it stands in for the present one once proved.

    Raises:
        Refused: `duplicate_email`, `max_email_addresses`, `email_taken` (where that may be told),
            PROOF_REQUIRED, LIMITED.
    """
    session, user = user_of(visit)
    account = accounts.load(user)
    _may_add(account, email)
    reauthentication.require(visit, "change_email")
    limits.hit("emails_user", str(user.pk))
    holder = accounts.by_name("email", text.canonical_email(email))
    taken = (
        holder is not None
        and (other := holder.one("email", text.canonical_email(email))) is not None
        and (other.verified_at is not None)
    )
    if taken and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(TAKEN)
    with database.atomic():
        if conf.read(EmailSettings).change_by_replacing:
            for row in account.all_of("email"):
                if not row.primary:
                    identifiers.remove(row)
        row = _note(account, email)
        if taken:
            send.decoy(visit, session, row.value, fresh=False)
        else:
            send.verification(visit, user, row.value, handle=session.handle, fresh=False)
        audit.record("email_added", visit=visit, user_id=user.pk)
    return _list(user)


def _note(account: Account, email: str) -> Identifier:
    try:
        with database.atomic():
            return identifiers.add(account, "email", email)
    except IntegrityError:
        raise Refused(DUPLICATE) from None


def _may_add(account: Account, email: str) -> None:
    canonical, settings = text.canonical_email(email), conf.read(EmailSettings)
    row = account.one("email", canonical)
    if row is not None:
        raise Refused(SAME if settings.change_by_replacing and row.primary else DUPLICATE)
    most = conf.read(AccountsSettings).max_emails
    if most is not None and not settings.change_by_replacing and len(account.all_of("email")) >= most:
        raise Refused(TOO_MANY)


def send_again(visit: Visit, *, email: str) -> Done:
    """Mail an address once more.

    Raises:
        Refused: `unknown_email`; FORBIDDEN if a mail just went there, or the address is proved already.
    """
    session, user = user_of(visit)
    _, row = _one(user, email)
    if row.verified_at is not None:
        # With limits off a proved address counts as just mailed: there is nothing to send.
        if conf.read(LimitsSettings).enabled:
            raise Refused(FORBIDDEN)
        return Done()
    with database.atomic():
        if send.limited(row.value) and conf.read(LimitsSettings).enabled:
            raise Refused(FORBIDDEN)
        send.verification(visit, user, row.value, handle=session.handle, fresh=False)
    return Done()


def make_primary(visit: Visit, *, email: str) -> Done:
    """Make an address the primary one; a proved one is not given up for one that is not.

    Raises:
        Refused: `unknown_email`, `unverified_primary_email`, PROOF_REQUIRED.
    """
    _, user = user_of(visit)
    account, row = _one(user, email)
    if row.verified_at is None and account.proved("email"):
        raise Refused(UNVERIFIED)
    reauthentication.require(visit, "change_email")
    old = account.primary("email")
    with database.atomic():
        identifiers.make_primary(row)
        audit.record("primary_email_changed", visit=visit, user_id=user.pk)
        if old is not None and old.id != row.id:
            notices.tell(visit, user, "email/changed", to=old.value, email=row.value)
    return _list(user)


def remove(visit: Visit, *, email: str) -> Done:
    """Remove an address, but not the primary one while there are others, nor the last way to log in.

    Raises:
        Refused: `unknown_email`, `cannot_remove_primary_email`, PROOF_REQUIRED.
    """
    _, user = user_of(visit)
    account, row = _one(user, email)
    others = len(account.all_of("email")) > 1
    last = not others and set(conf.read(AccountsSettings).login_methods) == {"email"}
    if (row.primary and others) or last:
        raise Refused(PRIMARY_STAYS)
    reauthentication.require(visit, "change_email")
    with database.atomic():
        identifiers.remove(row)
        secrets.drop(user_id=user.pk, purpose=Purpose.VERIFY_EMAIL, target=row.value)
        audit.record("email_removed", visit=visit, user_id=user.pk)
        notices.tell(visit, user, "email/removed", to=row.value, email=row.value)
    return _list(user)
