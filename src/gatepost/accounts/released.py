"""Usernames that were given up, which stay reserved for a while.

A service that identifies users by name would mistake a new user for the former one. Only keyed digests are stored, and
they outlive the account. Names that the project writes to the user model are not refused.
"""

from datetime import timedelta

from gatepost import conf
from gatepost.accounts import columns, name_queries
from gatepost.accounts.models import Identifier, ReleasedName
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground import clock, keyring, text
from gatepost.ground.user_types import User, UserId

NAME, HOLDER = "released-name", "released-name-holder"
HELD = timedelta(hours=24)
"""A name held for less is free immediately, so that names can't be blocked by taking and dropping them."""


def reserve(row: Identifier) -> None:
    """Reserve a username that is about to be given up; runs in the transaction that deletes the row, before it."""
    now, days = clock.now(), conf.read(AccountsSettings).released_username_days
    if row.kind != "username" or row.claim is None or not days or now - row.created_at < HELD:
        return
    _write(row.canonical, row.user_id, days)


def _write(canonical: str, user_id: UserId, days: int) -> None:
    name_queries.reserve(
        ReleasedName(
            digest=keyring.digest(NAME, canonical),
            holder=keyring.digest(HOLDER, str(user_id), canonical),
            expires_at=clock.now() + timedelta(days=days),
        )
    )


def reserve_all(user: User) -> None:
    """Reserve the usernames of an account that is about to be deleted, even one written to its column only."""
    rows, days = name_queries.usernames(user.pk), conf.read(AccountsSettings).released_username_days
    for row in rows:
        reserve(row)
    canonical = text.canonical_username(columns.value(user, "username"))
    if canonical and days and canonical not in {row.canonical for row in rows}:
        _write(canonical, user.pk, days)
