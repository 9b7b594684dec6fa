"""The user's email addresses: list, add, resend the verification, make primary, remove.

Rule: what changes them reads them while it holds the lock on the user's row, since what it may do depends on them.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, columns, identifiers, new_names, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.models import Identifier
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.features.email import purposes
from gatepost.features.email.operations import send
from gatepost.features.email.settings import EmailSettings
from gatepost.flow import factors, notices, sensitive
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import announce, audit, database, secrets, text
from gatepost.ground.user_types import User
from gatepost.sessions.state import SessionState

DUPLICATE = Refusal(Kind.INVALID, "duplicate_email", param="email", text=_("This address is already on your account."))
TAKEN = Refusal(Kind.INVALID, "email_taken", param="email", text=_("This address belongs to another account."))
TOO_MANY = Refusal(
    Kind.INVALID,
    "max_email_addresses",
    param="email",
    text=_("You have reached the maximum number of email addresses."),
)
BLOCKED = Refusal(
    Kind.INVALID,
    "add_email_blocked",
    param="email",
    text=_("You can't add an email address to an account that has a second factor."),
)
UNKNOWN = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("This address is not on your account."))
UNVERIFIED = Refusal(
    Kind.INVALID,
    "unverified_primary_email",
    param="email",
    text=_("Verify the primary address first."),
)
PRIMARY_STAYS = Refusal(
    Kind.INVALID,
    "cannot_remove_primary_email",
    param="email",
    text=_("The primary address can't be removed."),
)


def _all_of(user: User) -> list[Identifier]:
    return list(accounts.load(user).all_of("email"))


def addresses(visit: Visit) -> list[Identifier]:
    """The user's addresses, in the order in which they were added."""
    return _all_of(user_of(visit)[1])


def _locked(user: User) -> Account:
    """The user's account, which no other request can change until the transaction ends."""
    queries.lock(user.pk)
    return accounts.load(user)


def _one(account: Account, email: str) -> Identifier:
    row = account.called("email", email)
    if row is None:
        raise Refused(UNKNOWN)
    return row


def add(visit: Visit, *, email: str) -> list[Identifier]:
    """Add an address and mail its verification; returns all addresses.

    With `email.change_by_replacing` it replaces the current address once verified. An address that another account has
    verified is added too, and its owner notified: the answer must not reveal it.

    Raises:
        Refused: `duplicate_email`, `max_email_addresses`, `add_email_blocked`, `email_taken` (unless hidden),
            `unchangeable` where addresses are replaced and the address is the primary key, PROOF_REQUIRED, LIMITED.
    """
    session, user = user_of(visit)
    with database.atomic():
        account = _locked(user)
        new_names.check("email", email)
        again = account.one("email", text.canonical_email(email)) if send.by_code() else None
        if again is not None and _unproven(again):
            _start_again(visit, session, user, again)
        else:
            _add(visit, session, account, email)
    return _all_of(user)


def _add(visit: Visit, session: SessionState, account: Account, email: str) -> None:
    if conf.read(EmailSettings).change_by_replacing and columns.is_key("email"):
        raise Refused(identifiers.KEY.at("email"))
    given_up = _given_up(session, account)
    _may_add(account, email, given_up)
    sensitive.require(visit, "change_email")
    taken = _taken(email)
    if taken and conf.read(AccountsSettings).prevent_enumeration is False:
        raise Refused(TAKEN)
    replaces = conf.read(EmailSettings).change_by_replacing
    for row in [row for row in account.all_of("email") if not row.primary] if replaces else given_up:
        identifiers.remove(row)
    row = _note(account, email)
    announce.announce("addresses_changed", account.id)
    if taken:
        send.decoy(visit, session, row.value, fresh=False)
    else:
        send.verification(visit, account.user, row.value, handle=session.handle, fresh=False)
    audit.record("email_added", visit=visit, user_id=account.id)


def _unproven(row: Identifier) -> bool:
    return row.verified_at is None and not row.primary


def _given_up(session: SessionState, account: Account) -> list[Identifier]:
    """The address whose code this session waits for: once another one is added, that code is void."""
    found = secrets.bound(purposes.VERIFICATION, session.handle) if send.by_code() else None
    row = account.called("email", found.target) if found is not None else None
    return [row] if row is not None and _unproven(row) else []


def _start_again(visit: Visit, session: SessionState, user: User, row: Identifier) -> None:
    """Mail another code to an address that is added a second time, as if the first had not been asked for."""
    sensitive.require(visit, "change_email")
    send.mail_again(visit, user, row.value, handle=session.handle, taken=_taken(row.value), pending=False)


def _taken(email: str) -> bool:
    """Whether any account has verified this address."""
    holder = accounts.by_name("email", email)
    row = holder.called("email", email) if holder is not None else None
    return row is not None and row.verified_at is not None


def _note(account: Account, email: str) -> Identifier:
    try:
        with database.atomic():
            return identifiers.add(account, "email", email)
    except database.ConstraintViolated:
        raise Refused(DUPLICATE) from None


def _may_add(account: Account, email: str, given_up: Sequence[Identifier]) -> None:
    settings = conf.read(EmailSettings)
    if account.one("email", text.canonical_email(email)) is not None:
        raise Refused(DUPLICATE)
    most = conf.read(AccountsSettings).max_emails
    if most is not None and not settings.change_by_replacing and len(account.all_of("email")) - len(given_up) >= most:
        raise Refused(TOO_MANY)
    beside_factor = send.by_code() or conf.read(FlowSettings).factors_beside_unverified
    if not beside_factor and factors.types(account.authenticators):
        raise Refused(BLOCKED)


def send_again(visit: Visit, *, email: str) -> Done:
    """Resend the verification of an address, even of a verified one.

    Raises:
        Refused: `unknown_email`; FORBIDDEN if a link was mailed there a moment ago, or if no resend is left for the
            pending code, which stays valid; LIMITED if a code was mailed there a moment ago.
    """
    session, user = user_of(visit)
    row = _one(accounts.load(user), email)
    found = secrets.bound(purposes.VERIFICATION, session.handle) if send.by_code() else None
    pending = found is not None and text.canonical_email(found.target) == row.canonical
    taken = row.verified_at is None and _taken(email)
    with database.atomic():
        if not send.mail_again(visit, user, row.value, handle=session.handle, taken=taken, pending=pending):
            raise Refused(FORBIDDEN)
    return Done()


def make_primary(visit: Visit, *, email: str) -> list[Identifier]:
    """Make an email address primary, unless it would replace a verified one unverified; returns all addresses.

    Raises:
        Refused: `unknown_email`, `unverified_primary_email`, PROOF_REQUIRED.
    """
    _, user = user_of(visit)

    def write() -> None:
        account = _locked(user)
        row = _one(account, email)
        if row.verified_at is None and account.has_verified("email"):
            raise Refused(UNVERIFIED)
        sensitive.require(visit, "change_email")
        old = account.primary("email")
        if not identifiers.make_primary(row, user):
            raise Refused(TAKEN)
        audit.record("primary_email_changed", visit=visit, user_id=user.pk)
        if old is not None and old.id != row.id:
            notices.notify(visit, user, "email/changed", to=old.value, email=row.value)

    database.retry_transaction_on_deadlock(write)
    return _all_of(user)


def remove(visit: Visit, *, email: str) -> list[Identifier]:
    """Remove an address, except the primary one if there are others, and the only means to log in.

    Returns:
        The addresses that are left.

    Raises:
        Refused: `unknown_email`, `cannot_remove_primary_email`, PROOF_REQUIRED.
    """
    _, user = user_of(visit)

    def write() -> None:
        account = _locked(user)
        row = _one(account, email)
        others = len(account.all_of("email")) > 1
        last = not others and set(conf.read(AccountsSettings).login_methods) == {"email"}
        if (row.primary and others) or last:
            raise Refused(PRIMARY_STAYS)
        sensitive.require(visit, "change_email")
        identifiers.remove(row)
        secrets.drop(user_id=user.pk, purpose=purposes.VERIFICATION, target=row.value)
        audit.record("email_removed", visit=visit, user_id=user.pk)
        for address in {row.value, getattr(account.primary("email"), "value", row.value)}:
            notices.notify(visit, user, "email/removed", to=address, email=row.value)

    database.retry_transaction_on_deadlock(write)
    return _all_of(user)
