"""Sign in to an existing account by provider: the one that is connected, or the one that has the address.

Rules: an identity is a connection and a subject, never an address or a name. An address links to an account only if the
provider vouches for it. Credentials set up on an account before its address was verified are removed when the owner of
the address verifies it.
Source: Sudhodanan and Paverd, "Pre-hijacked accounts", 2022; OWASP ASVS 5.0, 6.8.1.
"""

import enum
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.accounts import Account
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.social.operations import identity, pipeline
from gatepost.features.social.operations.pipeline import Arrival, Verdict
from gatepost.features.social.operations.rules import Rules
from gatepost.flow import engine, logout, notices, ownership
from gatepost.flow.endings import Ending
from gatepost.flow.ownership import Meaning
from gatepost.flow.proof import Proof
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import User

METHOD = "socialaccount"
CONNECTED_OTHER = Refusal(
    Kind.INVALID, "connected_other", text=_("This provider account is already connected to another account.")
)
Result = TypeVar("Result")


class Way(enum.Enum):
    """What happens to a user whose address an account has."""

    SEPARATE = "separate"
    """The account is another person's, as far as anyone knows."""
    LINK = "link"
    """The account is this user's."""
    PROVE = "prove"
    """The user has to log in to the account by another method first."""
    WAIT = "wait"
    """The account is older than its address, and its second factor is required."""
    TAKE_OVER = "take_over"
    """Someone signed up with the address and never verified it."""


def proof_of(arrival: Arrival) -> Proof:
    """The proof for a login at the provider."""
    details = {"provider": arrival.connection.id, "uid": arrival.person.subject}
    return Proof(method=METHOD, at=clock.unix(), details=details)


def holder_of(arrival: Arrival) -> Account | None:
    """The account that has the person's address, if any."""
    return accounts.by_name("email", arrival.person.email) if arrival.person.email else None


def way(arrival: Arrival, holder: Account, ending: Ending[Any], rules: Rules) -> Way:
    """Decide what the address means; adopted accounts are never linked by an unverified one."""
    row = holder.called("email", arrival.person.email)
    if not arrival.person.verified or row is None:
        return Way.SEPARATE
    if row.verified_at is not None:
        verdict = rules.links or pipeline.step("link")(arrival, holder)
        if verdict is Verdict.LINK:
            return Way.LINK
        return Way.PROVE if verdict is Verdict.PROVE and ending.asks else Way.SEPARATE
    meaning = ownership.meaning(holder, row)
    if not rules.takes_over or _powerful(holder) or meaning is Meaning.VERIFIES:
        return Way.SEPARATE
    return Way.WAIT if meaning is Meaning.WAITS else Way.TAKE_OVER


def _powerful(account: Account) -> bool:
    """Whether this is staff, who are never linked by address, since others often enter their addresses."""
    return any(getattr(account.user, name, False) for name in ("is_staff", "is_superuser"))


def sign_in(arrival: Arrival, account: Account, ending: Ending[Result], *, notice: str = "social/connected") -> Result:
    """Sign in to an account; connects the identity to it, unless it is connected already.

    Args:
        arrival: The user who came back from the provider.
        account: The account.
        ending: How the API ends the login.
        notice: The mail to the user if the identity is new.

    Raises:
        Refused: `account_disabled`; `connected_other` if another request connected the identity elsewhere.
    """
    engine.require_active(arrival.visit, account)
    with database.atomic():
        if not identity.renew(arrival, account.user):
            if not identity.write(arrival, account.user):
                raise Refused(CONNECTED_OTHER)
            notify(arrival, account.user, notice)
        columns = pipeline.step("fields")(arrival, account.user, fresh=False)
        if columns:
            account_queries.set_columns(account.id, **columns)
        return end(arrival, account, proof_of(arrival), ending)


def wait(arrival: Arrival, holder: Account, ending: Ending[Result]) -> Result:
    """Start a login that verifies the address once it has also proved the account's second factor.

    Raises:
        Refused: `account_disabled`.
    """
    engine.require_active(arrival.visit, holder)
    row = holder.called("email", arrival.person.email)
    mailbox = row.value if row is not None else ""
    return end(arrival, holder, msgspec.structs.replace(proof_of(arrival), mailbox=mailbox), ending)


def take_over(arrival: Arrival, holder: Account, ending: Ending[Result]) -> Result | None:
    """Give the owner of an address the account that someone created with it; None if it lost the address meanwhile.

    Raises:
        Refused: As `sign_in` does.
    """
    row = holder.called("email", arrival.person.email)
    with database.atomic():
        if row is None or ownership.verify(arrival.visit, holder, row) is None:
            return None
        audit.record("account_taken_over", visit=arrival.visit, user_id=holder.id, connection=arrival.connection.id)
        return sign_in(arrival, accounts.load(holder.user), ending, notice="social/linked")


def end(arrival: Arrival, account: Account, proof: Proof, ending: Ending[Result], *, purpose: str = "login") -> Result:
    """End a login or sign-up; where steps may follow, the previous user is signed out even if the login lacks some."""
    visit = arrival.visit
    if ending.asks and visit.logged_in:
        logout.log_out(visit)
        visit = msgspec.structs.replace(visit, session=None)
    return ending.complete(visit, account, proof, purpose=purpose)


def notify(arrival: Arrival, user: User, notice: str) -> None:
    """Record that an identity was connected, and notify the user, of a linked account whatever the settings say."""
    audit.record("provider_connected", visit=arrival.visit, user_id=user.pk, connection=arrival.connection.id)
    always = notice == "social/linked"
    notices.notify(arrival.visit, user, notice, always=always, provider=arrival.connection.name)
