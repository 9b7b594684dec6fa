"""A person's identity at a connection: written, renewed, told."""

import secrets as random
from datetime import UTC, datetime
from typing import Any

import msgspec

from gatepost.ground import clock, keyring
from gatepost.methods.social import queries
from gatepost.methods.social.connection import Connection, named
from gatepost.methods.social.models import SocialAccount
from gatepost.methods.social.operations.pipeline import Arrival
from gatepost.methods.social.protocol.exchange import Tokens

SEAL = "social-tokens"
NAME_LENGTH = 255
REDIRECT, TOKEN = "provider_redirect", "provider_token"


class Kept(msgspec.Struct, frozen=True):
    """Tokens of a user as they are sealed."""

    access: str
    refresh: str = ""


def _said(arrival: Arrival) -> dict[str, Any]:
    person = arrival.person
    return {
        "email": person.email,
        "name": person.full_name[:NAME_LENGTH],
        "picture": person.picture,
        "last_used_at": clock.now(),
    }


def sealed(row: SocialAccount, tokens: Tokens) -> dict[str, Any]:
    """Columns for tokens that are kept."""
    kept = msgspec.json.encode(Kept(tokens.access, tokens.refresh))
    expires = datetime.fromtimestamp(tokens.expires_at, UTC) if tokens.expires_at is not None else None
    return {"sealed": keyring.seal(SEAL, kept, row.id.hex), "tokens_expire_at": expires}


def unsealed(row: SocialAccount) -> Kept:
    """Tokens that were kept."""
    return msgspec.json.decode(keyring.unseal(SEAL, row.sealed, row.id.hex), type=Kept)


def _keeps(arrival: Arrival) -> bool:
    return arrival.connection.chosen.keep_tokens and bool(arrival.tokens.access)


def write(arrival: Arrival, user: Any) -> bool:
    """Guard: the identity is this user's from now on; False if it was somebody's already."""
    row = SocialAccount(
        number=random.randbelow(2**52 - 1) + 1,
        user=user,
        connection=arrival.connection.id,
        subject=arrival.person.subject,
        created_at=clock.now(),
        **_said(arrival),
    )
    if _keeps(arrival):
        for name, value in sealed(row, arrival.tokens).items():
            setattr(row, name, value)
    return queries.insert(row)


def renew(arrival: Arrival, user: Any) -> bool:
    """Note a use and what the provider says now; False if the user has no such identity."""
    row = next((one for one in queries.of_user(user.pk) if _same(one, arrival)), None)
    if row is None:
        return False
    columns = _said(arrival) | (sealed(row, arrival.tokens) if _keeps(arrival) else {})
    return bool(queries.used(row.id, **columns))


def _same(row: SocialAccount, arrival: Arrival) -> bool:
    return (row.connection, row.subject) == (arrival.connection.id, arrival.person.subject)


def told_connection(connection: Connection | None, name: str = "") -> dict[str, Any]:
    """A connection in the words of the wire; one that was taken out of the settings has but its id."""
    if connection is None:
        return {"id": name, "name": name, "flows": []}
    found = {
        "id": connection.id,
        "name": connection.name,
        "client_id": connection.client.id,
        "flows": [REDIRECT, TOKEN] if connection.takes_tokens else [REDIRECT],
    }
    if connection.provider.discovers:
        found["openid_configuration_url"] = connection.discovery_url
    return found


def told(row: SocialAccount) -> dict[str, Any]:
    """An identity in the words of the wire."""
    return {
        "uid": row.subject,
        "display": row.email or row.name or row.subject,
        "provider": told_connection(named(row.connection), row.connection),
    }
