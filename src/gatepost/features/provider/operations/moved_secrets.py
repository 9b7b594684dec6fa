"""Client secrets that moved from another package, of which only a slow hash by one of Django's hashers is known.

The first use of such a secret replaces the hash by our own digest. Until then each attempt costs a hash, so attempts of
a network are limited, and hashes run in the slots of all hashes.
"""

from typing import Any

from django.contrib.auth.hashers import check_password

from gatepost import conf
from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock, limits

LIMIT = "oauth_moved_secret_network"
LONGEST = 512


def is_valid(row: OAuthClient, secret: str, network: str) -> bool:
    """Whether a text is the moved secret of a client; renews what is stored of it if it is.

    Args:
        row: The client.
        secret: What was sent as its secret.
        network: The network of the caller.

    Raises:
        Refused: LIMITED after too many attempts of the network; UNAVAILABLE if too many hashes wait already.
    """
    if not row.moved_hash or not 0 < len(secret) <= LONGEST or row.client_id in conf.read(ProviderSettings).clients:
        return False
    now, rotated = clock.now(), bool(row.secret_digest)
    if rotated and (row.previous_expires_at is None or row.previous_expires_at <= now):
        return False
    limits.hit(LIMIT, network)
    with limits.hash_slot():
        matches = check_password(secret, row.moved_hash)
    if not matches:
        return False
    changed: dict[str, Any] = {"previous_digest" if rotated else "secret_digest": clients.digest(row.client_id, secret)}
    return bool(queries.replace_moved_hash(row, **changed)) or _was_renewed(row, secret)


def _was_renewed(row: OAuthClient, secret: str) -> bool:
    """Whether the secret is valid still; another request may have renewed or rotated it since the row was read."""
    fresh = queries.client(row.client_id)
    return fresh is not None and clients.has_secret(fresh, secret)
