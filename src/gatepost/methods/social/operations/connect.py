"""Add a login of a provider to one's account, list them, and give one up."""

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import method as methods
from gatepost.flow import notices, reauthentication
from gatepost.flow.outcome import Done, LoggedIn
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, secrets, tickets
from gatepost.ground.announce import on
from gatepost.ground.secrets import Purpose
from gatepost.methods.social import queries
from gatepost.methods.social.connection import named
from gatepost.methods.social.models import SocialAccount
from gatepost.methods.social.operations import enter, identity, sign_up
from gatepost.methods.social.operations.enter import CONNECTED_OTHER
from gatepost.methods.social.operations.pipeline import Arrival

NOT_FOUND = Refusal(Kind.INVALID, "account_not_found", text=_("There is no such login on your account."))
DISCONNECT_LAST = Refusal(Kind.INVALID, "disconnect_last", text=_("This is the only way to log in to your account."))
NO_PASSWORD = Refusal(Kind.INVALID, "no_password", text=_("Your account has no password; set one first."))
NO_VERIFIED_EMAIL = Refusal(Kind.INVALID, "no_verified_email", text=_("Your account has no verified email address."))


class Held(msgspec.Struct, frozen=True):
    """A login of a provider that an account holds."""

    number: int
    provider: str
    uid: str
    display: str
    created_at: float
    last_used_at: float


def may(visit: Visit) -> Any:
    """The user who may change the logins of the account.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    user = visit.user
    if user is None:
        raise Refused(LOGIN_REQUIRED)
    reauthentication.require(visit, "change_providers")
    return user


def connect(arrival: Arrival) -> LoggedIn | Done:
    """Somebody who is logged in came back from a provider: that login is theirs from now on.

    Raises:
        Refused: `connected_other`; LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    visit = arrival.visit
    user = may(visit)
    with database.atomic():
        account_queries.lock(user.pk)
        if not identity.renew(arrival, user):
            if not identity.write(arrival, user):
                raise Refused(CONNECTED_OTHER)
            enter.noted(arrival, user, "social/connected")
    return LoggedIn(session=visit.session) if visit.session is not None else Done()


def connect_waiting(visit: Visit, *, key: str) -> LoggedIn | Done:
    """Who was asked to log in the old way first did so, and brings the key.

    Raises:
        Refused: CONFLICT if it is not this user's; as `connect` does.
    """
    user = may(visit)
    secret = tickets.find(Purpose.SOCIAL_LINK, key)
    if secret is None or secret.user_id != user.pk or not secrets.consume(secret):
        raise Refused(CONFLICT)
    return connect(sign_up.unsealed(secret, str(user.pk)).arrival(visit))


def listing(visit: Visit) -> Done:
    """The user's logins at providers, in the words of the native wire.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    return Done(data=[identity.told(row) for row in queries.of_user(visit.user.pk)])


def held(visit: Visit) -> list[Held]:
    """The same in plain values, for other wires.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    return [_held(row) for row in queries.of_user(visit.user.pk)]


def _held(row: SocialAccount) -> Held:
    display = row.email or row.name or row.subject
    created, used = row.created_at.timestamp(), row.last_used_at.timestamp()
    return Held(row.number, row.connection, row.subject, display, created, used)


def disconnect(visit: Visit, *, provider: str = "", uid: str | None = None, number: int | None = None) -> Done:
    """Give up a login at a provider, named by provider and uid, by provider alone (all there), or by number.

    Raises:
        Refused: `account_not_found`; `no_password`, `no_verified_email`, `disconnect_last` for the last way in;
            PROOF_REQUIRED.
    """
    user = may(visit)
    with database.atomic():
        account_queries.lock(user.pk)
        rows = queries.of_user(user.pk)
        gone = [row for row in rows if _meant(row, provider, uid, number)]
        if not gone:
            raise Refused(NOT_FOUND)
        left = [row for row in rows if row not in gone]
        _keep_a_way_in(accounts.load(user), left)
        queries.delete(user.pk, id__in=[row.id for row in gone])
        for row in gone:
            audit.record("provider_disconnected", visit=visit, user_id=user.pk, connection=row.connection)
            chosen = named(row.connection)
            name = chosen.name if chosen is not None else row.connection
            notices.tell(visit, user, "social/disconnected", provider=name)
    return Done(data=[identity.told(row) for row in left])


def _meant(row: SocialAccount, provider: str, uid: str | None, number: int | None) -> bool:
    if number is not None:
        return row.number == number
    return row.connection == provider and (uid is None or row.subject == uid)


def _keep_a_way_in(account: Account, left: list[SocialAccount]) -> None:
    if any(named(row.connection) is not None for row in left):
        return
    settings = conf.read(AccountsSettings)
    if not settings.login_methods:
        raise Refused(DISCONNECT_LAST)
    if not any(method.lets_in(account) for method in methods.registered()):
        raise Refused(NO_PASSWORD)
    if settings.email_verification == "mandatory" and not account.proved("email"):
        raise Refused(NO_VERIFIED_EMAIL)


@on("address_proved")
def _forget(user_id: Any) -> None:
    """Logins that were added before the address was known to be the user's may be somebody else's."""
    queries.delete(user_id)
