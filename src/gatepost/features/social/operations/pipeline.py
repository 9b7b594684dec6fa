"""The four decisions of a social login, each of which a project can replace by a function named in the settings."""

import enum
from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.accounts import columns, identifiers, name_limits, new_names, taken
from gatepost.accounts.accounts import Account
from gatepost.features.social import queries
from gatepost.features.social.connections import Connection
from gatepost.features.social.person import Person
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.features.social.settings import SocialSettings
from gatepost.flow.visit import Visit
from gatepost.ground.credentials import suffix
from gatepost.ground.user_types import User

SUFFIX_LENGTH = 7


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A user who came back from a provider.

    Args:
        visit: The request.
        connection: The connection to the provider.
        person: The user's identity and profile there.
        tokens: The user's tokens there; only stored if the connection says so.
    """

    visit: Visit
    connection: Connection
    person: Person
    tokens: Tokens = Tokens()


class Verdict(enum.Enum):
    """What to do if an existing account has verified the person's verified address too."""

    REFUSE = "refuse"
    LINK = "verified"
    PROVE = "prove"


def step(name: str) -> Callable[..., Any]:
    """The function configured for a step."""
    found: Callable[..., Any] = import_string(getattr(conf.read(SocialSettings).pipeline, name))
    return found


def known(arrival: Arrival) -> Any:
    """The user that the identity is connected to, or None."""
    row = queries.find(arrival.connection.id, arrival.person.subject)
    # Compare again in Python: a lenient database collation must not sign anyone in to another's account.
    exact = row is not None and (row.connection, row.subject) == (arrival.connection.id, arrival.person.subject)
    return row.user if row is not None and exact else None


def link(arrival: Arrival, holder: Account) -> Verdict:
    """Decide what to do if this account has the person's address; both sides verified it."""
    del arrival, holder
    return Verdict(conf.read(SocialSettings).link)


def new(arrival: Arrival) -> dict[str, str]:
    """The names and declared sign-up fields for a new user.

    A step that raises `Refused` prevents the sign-up. A taken username gets a suffix.
    """
    email = arrival.person.email
    found = {
        "email": email if email and not new_names.faults("email", email) else "",
        "username": _free(arrival.person.username),
    }
    return {kind: value for kind, value in found.items() if value}


def _free(wanted: str) -> str:
    name = wanted.partition("@")[0]
    if not name or new_names.faults("username", name):
        return ""
    if not taken.names([identifiers.new("username", name)]):
        return name
    start = name[: name_limits.limits("username")["max_length"] - SUFFIX_LENGTH]
    free = f"{start}-{suffix()}"
    return free if not new_names.faults("username", free) else ""


def fields(arrival: Arrival, user: User, *, fresh: bool) -> dict[str, Any]:
    """Columns of the user model to write: for a new user first and last name, if the model has these columns.

    Args:
        arrival: The user who came back from the provider.
        user: The user; not yet saved if fresh.
        fresh: Whether the user is new.
    """
    del user
    if not fresh or not columns.has_column("first_name") or not columns.has_column("last_name"):
        return {}
    first, _, last = arrival.person.full_name.rpartition(" ")
    names = {"first_name": first or last, "last_name": last if first else ""}
    return {name: value[: columns.longest(name)] for name, value in names.items()}
