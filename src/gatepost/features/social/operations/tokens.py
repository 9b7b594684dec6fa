"""A user's tokens at a provider, for calls to its API; only for connections that keep them.

from gatepost.features.social.operations.tokens import get_token
token = get_token(request.user, "github")
"""

from gatepost.features.social import queries
from gatepost.features.social.connections import Connection, named
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations import identity
from gatepost.features.social.protocol import exchange, metadata
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.ground import clock, database
from gatepost.ground.user_types import User

EARLY_SECONDS = 30


def get_token(user: User, connection: str) -> str | None:
    """An access token of the user; one about to expire is refreshed, by one request at a time (the row is locked).

    Args:
        user: The user.
        connection: Id of a connection with `keep_tokens`.

    Returns:
        None if the user has none there, or the provider revoked it.

    Raises:
        ProviderFault: The provider cannot be reached.
    """
    chosen = named(connection)
    if chosen is None or user is None:
        return None
    with database.atomic():
        row = queries.hold(user.pk, connection)
        if row is None:
            return None
        kept = identity.unsealed(row)
        if not _ends(row):
            return kept.access
        return _renewed(chosen, row, kept.refresh)


def _ends(row: SocialAccount) -> bool:
    return row.tokens_expire_at is not None and row.tokens_expire_at.timestamp() - clock.unix() < EARLY_SECONDS


def _renewed(connection: Connection, row: SocialAccount, refresh: str) -> str | None:
    if not refresh:
        return None
    try:
        tokens = exchange.refresh(connection, metadata.endpoints(connection), refresh)
    except ProviderFault as fault:
        if fault.reason is not FaultReason.REFUSED:
            raise
        queries.keep(row.id, "", None)
        return None
    columns = identity.sealed(row, tokens)
    queries.keep(row.id, columns["sealed"], columns["tokens_expire_at"])
    return tokens.access
