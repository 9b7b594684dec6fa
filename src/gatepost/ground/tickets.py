"""One-time keys with a sealed payload: OAuth state, hand-over codes, unfinished sign-ups.

They are one-time secrets like mailed links, consumed by `secrets.consume`, but may belong to no user yet.
"""

from datetime import timedelta

from gatepost.ground import clock, credentials, keyring, secret_queries
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import UserId


def issue(
    purpose: Purpose,
    *,
    details: str,
    lifetime: timedelta,
    target: str = "",
    bound_to: str = "",
    user_id: UserId | None = None,
    replaces: bool = False,
) -> str:
    """Issue a key for a payload; see `find`.

    Args:
        purpose: What it is for.
        details: The payload, sealed by the caller.
        lifetime: How long it is valid.
        target: A label that is no secret.
        bound_to: Handle of the session that requested it.
        user_id: Its user, if it has one.
        replaces: Whether it replaces an older one of the session for the same purpose.
    """
    key = credentials.make("v")
    if bound_to and replaces:
        secret_queries.drop_secrets(purpose=purpose, bound_to=bound_to)
    secret_queries.add_secret(
        OneTimeSecret(
            purpose=purpose,
            user_id=user_id,
            bound_to=bound_to,
            target=target,
            details=details,
            created_at=clock.now(),
            expires_at=clock.now() + lifetime,
            digest=keyring.digest(f"secret:{purpose}", key),
        )
    )
    return key


def find(purpose: Purpose, key: str) -> OneTimeSecret | None:
    """The row of a key, without consuming it; no query for malformed input."""
    if not credentials.well_formed("v", key):
        return None
    return secret_queries.find_link(purpose, keyring.digests(f"secret:{purpose}", key), clock.now())


def first_use(purpose: Purpose, mark: str, lifetime: timedelta) -> bool:
    """Guard: record the use of a token of another issuer, against replay; False if it was used before.

    Args:
        purpose: What it was used for.
        mark: What identifies it; only its digest is stored.
        lifetime: How long to remember it; it must be invalid by itself after that.
    """
    now = clock.now()
    row = OneTimeSecret(purpose=purpose, created_at=now, expires_at=now + lifetime, used_at=now)
    row.digest = keyring.digest(f"secret:{purpose}", mark)
    return secret_queries.add_once(row)
