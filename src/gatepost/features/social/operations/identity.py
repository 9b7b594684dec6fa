"""Connected provider accounts: stored and updated, with their tokens."""

from datetime import UTC, datetime
from secrets import randbelow
from typing import Any

import msgspec

from gatepost.features.social import queries
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.ground import clock, keyring
from gatepost.ground.user_types import User

SEAL = "social-tokens"
NAME_LENGTH = 255


class Kept(msgspec.Struct, frozen=True):
    """A user's tokens, in the form that is sealed."""

    access: str
    refresh: str = ""


def _profile(arrival: Arrival) -> dict[str, Any]:
    person = arrival.person
    return {
        "email": person.email,
        "name": person.full_name[:NAME_LENGTH],
        "picture": person.picture,
        "last_used_at": clock.now(),
    }


def sealed(row: SocialAccount, tokens: Tokens) -> dict[str, Any]:
    """Column values that store tokens, sealed."""
    kept = msgspec.json.encode(Kept(tokens.access, tokens.refresh))
    expires = datetime.fromtimestamp(tokens.expires_at, UTC) if tokens.expires_at is not None else None
    return {"sealed": keyring.seal(SEAL, kept, row.id.hex), "tokens_expire_at": expires}


def unsealed(row: SocialAccount) -> Kept:
    """Unseal the stored tokens."""
    return msgspec.json.decode(keyring.unseal(SEAL, row.sealed, row.id.hex), type=Kept)


def _keeps(arrival: Arrival) -> bool:
    return arrival.connection.chosen.keep_tokens and bool(arrival.tokens.access)


def write(arrival: Arrival, user: Any) -> bool:
    """Guard: connect the identity to this user; False if it is already connected to a user."""
    row = SocialAccount(
        number=randbelow(2**52 - 1) + 1,
        user=user,
        connection=arrival.connection.id,
        subject=arrival.person.subject,
        created_at=clock.now(),
        **_profile(arrival),
    )
    if _keeps(arrival):
        for name, value in sealed(row, arrival.tokens).items():
            setattr(row, name, value)
    return queries.insert(row)


def renew(arrival: Arrival, user: User) -> bool:
    """Update the last use and the provider's values; False if the user has no such identity."""
    row = next((one for one in queries.of_user(user.pk) if _same(one, arrival)), None)
    if row is None:
        return False
    columns = _profile(arrival) | (sealed(row, arrival.tokens) if _keeps(arrival) else {})
    return bool(queries.used(row.id, **columns))


def _same(row: SocialAccount, arrival: Arrival) -> bool:
    return (row.connection, row.subject) == (arrival.connection.id, arrival.person.subject)
