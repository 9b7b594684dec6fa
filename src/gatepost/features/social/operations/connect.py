"""Connect, list and disconnect the user's provider accounts."""

from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.features.social import purposes, queries
from gatepost.features.social.connections import named
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations import identity, pending_sign_up, sign_in
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.flow import notices, registry, sensitive
from gatepost.flow.endings import INTERACTIVE, Ending
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, secrets
from gatepost.ground.user_types import UserId

Result = TypeVar("Result")
NOT_FOUND = Refusal(
    Kind.INVALID, "account_not_found", text=_("This provider account is not connected to your account.")
)
DISCONNECT_LAST = Refusal(Kind.INVALID, "disconnect_last", text=_("This is the only way to log in to your account."))
NO_PASSWORD = Refusal(Kind.INVALID, "no_password", text=_("Your account has no password; set one first."))
NO_VERIFIED_EMAIL = Refusal(Kind.INVALID, "no_verified_email", text=_("Your account has no verified email address."))


def may(visit: Visit) -> Any:
    """Return the user, if allowed to change the connected provider accounts.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    sensitive.require(visit, "change_providers")
    return user


def connect(arrival: Arrival, ending: Ending[Result]) -> Result:
    """Connect the provider account to the signed-in user who came back from the provider.

    Raises:
        Refused: `connected_other`; LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    visit = arrival.visit
    user = may(visit)

    def write() -> None:
        account_queries.lock(user.pk)
        if not identity.renew(arrival, user):
            if not identity.write(arrival, user):
                raise Refused(sign_in.CONNECTED_OTHER)
            sign_in.notify(arrival, user, "social/connected")

    database.retry_transaction_on_deadlock(write)
    return ending.signed_in(visit, sign_in.proof_of(arrival))


def connect_pending(visit: Visit, *, key: str) -> Outcome:
    """Connect a provider account with the key of a pending link, after its owner logged in by another method.

    Raises:
        Refused: CONFLICT if it is not this user's; as `connect` does.
    """
    user = may(visit)
    secret = secrets.find_ticket(purposes.LINK, key)
    if secret is None or secret.user_id != user.pk or not secrets.consume(secret):
        raise Refused(CONFLICT)
    return connect(pending_sign_up.unsealed(secret, str(user.pk)).arrival(visit), INTERACTIVE)


def listing(visit: Visit) -> list[SocialAccount]:
    """The connected provider accounts.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    return queries.of_user(visit.user.pk)


def disconnect(
    visit: Visit, *, provider: str = "", uid: str | None = None, number: int | None = None
) -> list[SocialAccount]:
    """Disconnect a provider account, named by provider and uid, by provider alone (all there), or by number.

    Returns:
        The accounts that are left.

    Raises:
        Refused: `account_not_found`; `no_password`, `no_verified_email`, `disconnect_last` if the user could no longer
            log in; PROOF_REQUIRED.
    """
    user = may(visit)
    with database.atomic():
        account_queries.lock(user.pk)
        rows = queries.of_user(user.pk)
        gone = [row for row in rows if _matches(row, provider, uid, number)]
        if not gone:
            raise Refused(NOT_FOUND)
        left = [row for row in rows if row not in gone]
        _keep_a_way_in(accounts.load(user), left)
        queries.delete(user.pk, id__in=[row.id for row in gone])
        for row in gone:
            audit.record("provider_disconnected", visit=visit, user_id=user.pk, connection=row.connection)
            chosen = named(row.connection)
            name = chosen.name if chosen is not None else row.connection
            notices.notify(visit, user, "social/disconnected", provider=name)
    return left


def _matches(row: SocialAccount, provider: str, uid: str | None, number: int | None) -> bool:
    if number is not None:
        return row.number == number
    return row.connection == provider and (uid is None or row.subject == uid)


def _keep_a_way_in(account: Account, left: list[SocialAccount]) -> None:
    if any(named(row.connection) is not None for row in left):
        return
    settings = conf.read(AccountsSettings)
    if not settings.local or not settings.login_methods:
        raise Refused(DISCONNECT_LAST)
    if not any(feature.allows_login(account) for feature in registry.features()):
        raise Refused(NO_PASSWORD)
    if settings.email_verification == "mandatory" and not account.has_verified("email"):
        raise Refused(NO_VERIFIED_EMAIL)


def disconnect_all(user_id: UserId) -> None:
    """Disconnect accounts connected before the address was verified: an attacker may have connected them."""
    queries.delete(user_id)
