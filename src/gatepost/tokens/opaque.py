"""Keys that mean nothing by themselves: made, found, ended.

Form: `gpk_` and 49 signs, the last six of them a checksum, so that junk costs no statement and scanners find a leaked
one by `gpk_[0-9A-Za-z]{49}`. A key acts for its user while the user is active.
"""

import secrets as random
from datetime import datetime, timedelta
from typing import Any

from gatepost.ground import clock, credentials, keyring
from gatepost.ground.announce import on
from gatepost.tokens import queries
from gatepost.tokens.models import ApiKey

PURPOSE = "api-key"
HINT_SIGNS = 12
LAST_USED_STEP = timedelta(minutes=1)


def make(user_id: Any, *, name: str, scope: str, expires_at: datetime | None) -> tuple[str, ApiKey]:
    """A new key, told once, and its row."""
    key = credentials.make("k")
    row = ApiKey(
        number=random.randbelow(2**52 - 1) + 1,
        user_id=user_id,
        name=name,
        digest=keyring.digest(PURPOSE, key),
        hint=key[:HINT_SIGNS],
        scope=scope,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    queries.insert(row)
    return key, row


def looks_like_one(text: str) -> bool:
    """Whether somebody meant a text for a key, good or not."""
    return text.startswith("gpk_")


def find(text: str) -> ApiKey | None:
    """The living key, with its user, in one statement; junk costs none. The last use is noted once a minute."""
    if not credentials.well_formed("k", text):
        return None
    row, now = queries.find(keyring.digests(PURPOSE, text)), clock.now()
    if row is None or not row.user.is_active or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.last_used_at is None or now - row.last_used_at > LAST_USED_STEP:
        queries.touch(row.id, now - LAST_USED_STEP, now)
    return row


@on("account_recovered")
@on("address_proved")
@on("account_disabled")
def end_all(user_id: Any) -> None:
    """What somebody else may have made must not outlive the owner's return."""
    queries.delete(user_id)
