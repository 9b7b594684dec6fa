"""Deletes what has expired or was kept long enough, from every table that grows.

Nothing is remembered between batches, so a run can be stopped at any time, and several may run at once.
"""

import functools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from gatepost import conf
from gatepost.accounts import name_queries
from gatepost.flow import pending_login, registry
from gatepost.flow import queries as logins
from gatepost.ground import audit, clock, refused_requests
from gatepost.ground import event_partition_queries as partitions
from gatepost.ground import queries as ground
from gatepost.ground import secret_queries as secrets
from gatepost.ground.settings import RetentionSettings
from gatepost.sessions import queries as sessions
from gatepost.tokens import opaque_queries as tokens
from gatepost.tokens.refresh import family_queries as families
from gatepost.tokens.refresh import taken_over_queries as taken_over
from gatepost.tokens.signed import key_queries

BATCH = 1000
"""Few enough that a login never waits noticeably for the rows of one batch."""


def batches() -> Iterator[tuple[str, int]]:
    """Delete a batch at each step.

    Yields:
        What was deleted and how many rows; for each kind of row a last time with 0, once none is left.
    """
    for name, delete in _kinds(clock.now()).items():
        while count := delete(BATCH):
            yield name, count
        yield name, 0


def _kinds(now: datetime) -> dict[str, Callable[[int], int]]:
    """Functions that delete a batch, by what they delete; each gets how many at most, and returns how many it was."""
    day_ago = now - timedelta(days=1)
    closed = now - timedelta(days=conf.read(RetentionSettings).messages_days)
    found: dict[str, Callable[[int], int]] = {
        "sessions": functools.partial(sessions.delete_expired, now),
        "sessions taken over": functools.partial(sessions.delete_expired_marks, now),
        "trusted browsers": functools.partial(sessions.delete_expired_trust, now),
        "keys": functools.partial(tokens.delete_expired, now),
        "signing keys": functools.partial(key_queries.delete_old, day_ago),
        "refresh families": functools.partial(families.delete_expired, now),
        "tokens taken over": functools.partial(taken_over.delete_expired, day_ago),
        "logins": functools.partial(logins.delete_old, now),
        "released names": functools.partial(name_queries.delete_expired_reservations, now),
        "codes and links": functools.partial(secrets.delete_old_secrets, min(now, pending_login.oldest())),
        "explanations": refused_requests.delete_expired,
        "messages": functools.partial(ground.delete_old_messages, closed),
        "limits": functools.partial(ground.delete_old_buckets, clock.unix()),
    }
    horizon, partitioned = audit.kept_since(), partitions.is_partitioned()
    if partitioned:
        found["months of events"] = lambda _: partitions.maintain(now, horizon)
    if horizon is not None:
        delete = partitions.delete_rows if partitioned else ground.delete_old_events
        found["events"] = functools.partial(delete, horizon)
    for feature in registry.features():
        found |= {name: functools.partial(delete, now) for name, delete in feature.cleanup.items()}
    return found
