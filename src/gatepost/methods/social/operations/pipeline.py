"""The four decisions of a login from elsewhere. A project replaces one by naming its own function in the settings."""

import enum
from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.accounts.account import Account
from gatepost.flow.visit import Visit
from gatepost.ground import text
from gatepost.ground.credentials import suffix
from gatepost.methods.social import queries
from gatepost.methods.social.connection import Connection
from gatepost.methods.social.person import Person
from gatepost.methods.social.protocol.exchange import Tokens
from gatepost.methods.social.settings import SocialSettings

NAME_LENGTH = 150


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who came back from a provider.

    Args:
        visit: The door.
        connection: Where they came from.
        person: Who they are there.
        tokens: What the provider gave for them; kept only where the connection says so.
    """

    visit: Visit
    connection: Connection
    person: Person
    tokens: Tokens = Tokens()


class Verdict(enum.Enum):
    """What becomes of a person whose verified address an account here holds and verified too."""

    REFUSE = "refuse"
    LINK = "verified"
    PROVE = "prove"


def step(name: str) -> Callable[..., Any]:
    """The function that the settings name for a step."""
    found: Callable[..., Any] = import_string(getattr(conf.read(SocialSettings).pipeline, name))
    return found


def known(arrival: Arrival) -> Any:
    """The user whose identity this is, or None."""
    row = queries.find(arrival.connection.id, arrival.person.subject)
    # Compared once more here: a collation that takes two texts for one opens no account.
    exact = row is not None and (row.connection, row.subject) == (arrival.connection.id, arrival.person.subject)
    return row.user if row is not None and exact else None


def link(arrival: Arrival, holder: Account) -> Verdict:
    """What happens to somebody whose address this account holds; both sides verified it."""
    del arrival, holder
    return Verdict(conf.read(SocialSettings).link)


def new(arrival: Arrival) -> dict[str, str]:
    """The names and declared sign-up fields of somebody who is new here.

    A step that raises `Refused` keeps them out. A user name that is taken gets an ending.
    """
    found = {"email": arrival.person.email, "username": _free(arrival.person.username)}
    return {kind: value for kind, value in found.items() if value}


def _free(wanted: str) -> str:
    name = wanted.partition("@")[0]
    canonical = text.canonical_username(name) if len(name) <= NAME_LENGTH else None
    if not canonical:
        return ""
    return f"{name[:100]}-{suffix()}" if account_queries.claims([("username", canonical)]) else name


def fields(arrival: Arrival, user: Any, *, fresh: bool) -> dict[str, Any]:
    """Columns of the user model to be written: for a new user the names, where there are columns for them.

    Args:
        arrival: Who came.
        user: The user, not yet written if fresh.
        fresh: Whether the user is new.
    """
    if not fresh or not hasattr(user, "first_name") or not hasattr(user, "last_name"):
        return {}
    first, _, last = arrival.person.full_name.rpartition(" ")
    return {"first_name": (first or last)[:NAME_LENGTH], "last_name": (last if first else "")[:NAME_LENGTH]}
