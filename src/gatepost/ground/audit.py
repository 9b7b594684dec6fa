"""Audit events, written in the transaction of the operation that they record, with the id of the request.

An event contains no secret and no text that a user or visitor typed.
"""

import functools
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from django.dispatch import Signal

from gatepost import conf
from gatepost.ground import clock, database, decisions, queries
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.ground.models import Event
from gatepost.ground.prebuilt_queries import unsaved
from gatepost.ground.settings import RetentionSettings
from gatepost.ground.user_types import UserId

recorded = Signal()
"""Sent after commit with `event`; for the host project's own purposes."""


class Visitor(Protocol):
    """What an event records about the request."""

    @property
    def network(self) -> str:
        """The client's network, as rate limits count it."""

    @property
    def session_number(self) -> int | None:
        """Public id of the session, if any."""


def record(
    kind: str,
    *,
    visit: Visitor | None = None,
    user_id: UserId | None = None,
    outcome: str = "done",
    collected: Collected | None = None,
    **details: object,
) -> None:
    """Write one event.

    Args:
        kind: A stable name such as `login`.
        visit: The request; None for the command line.
        user_id: The user it concerns, if known.
        outcome: `done` or `refused`.
        collected: Where to add the event, if a statement of the caller's writes it.
        details: Plain values; nothing that was typed.
    """
    if request_id := decisions.request_id():
        details["request_id"] = request_id
    event = unsaved(
        Event,
        at=clock.now(),
        kind=kind,
        outcome=outcome,
        user_key="" if user_id is None else str(user_id),
        session_number=visit.session_number if visit else None,
        network=visit.network if visit else "",
        details=details,
    )
    queries.add_event(event, collected)
    if recorded.receivers:
        database.on_commit(functools.partial(_send, event))


def happened(kinds: Collection[str], *, user_id: UserId, since: datetime) -> bool:
    """Whether any of these events was recorded for a user since a moment; ask `may_be_deleted` first."""
    return queries.happened(kinds, str(user_id), since)


def latest(kinds: Collection[str], user_ids: Iterable[UserId]) -> dict[str, datetime]:
    """When the last of these events was recorded for each user, by the text of the primary key."""
    return queries.latest(kinds, {str(one) for one in user_ids})


def kept_since() -> datetime | None:
    """The moment before which events are deleted; None if they are kept forever."""
    days = conf.read(RetentionSettings).events_days
    return None if days is None else clock.now() - timedelta(days=days)


def may_be_deleted(since: datetime) -> bool:
    """Whether an event that was recorded at this moment may no longer be there."""
    horizon = kept_since()
    return horizon is not None and since < horizon


def _send(event: Event) -> None:
    recorded.send_robust(sender=Event, event=event)
