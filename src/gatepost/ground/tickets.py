"""Keys that stand for something, and often for nobody yet: a login that is elsewhere, what it brought, a sign-up.

They are one-time secrets like mailed links; `secrets.consume` uses them up. What they stand for is sealed.
"""

from datetime import timedelta
from typing import Any

from gatepost.ground import clock, credentials, keyring, queries
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose


def issue(
    purpose: Purpose,
    *,
    details: str,
    lifetime: timedelta,
    target: str = "",
    bound_to: str = "",
    user_id: Any = None,
    replaces: bool = False,
) -> str:
    """Make a key that stands for something, and often for nobody yet; found by `find`.

    Args:
        purpose: What it is for.
        details: What it stands for, sealed.
        lifetime: How long it works.
        target: A word about it that is no secret.
        bound_to: Handle of the session that asked.
        user_id: Whose it is, if it is somebody's.
        replaces: Whether an older one of the session for the same purpose dies.
    """
    key = credentials.make("v")
    if bound_to and replaces:
        queries.drop_secrets(purpose=purpose, bound_to=bound_to)
    queries.add_secret(
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
    """What a key stands for; uses nothing up, and costs no statement for junk."""
    if not credentials.well_formed("v", key):
        return None
    return queries.find_link(purpose, keyring.digests(f"secret:{purpose}", key), clock.now())


def first_use(purpose: Purpose, mark: str, lifetime: timedelta) -> bool:
    """Guard: note that something foreign was used; False if it was before.

    Args:
        purpose: What it was used for.
        mark: By what it is known again; only its digest is kept.
        lifetime: After which it is worth nothing anyway.
    """
    now = clock.now()
    row = OneTimeSecret(purpose=purpose, created_at=now, expires_at=now + lifetime, used_at=now)
    row.digest = keyring.digest(f"secret:{purpose}", mark)
    return queries.add_once(row)
