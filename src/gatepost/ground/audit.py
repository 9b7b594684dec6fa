"""Events: what happened to whom, in the transaction of the act.

No secret and nothing that somebody typed goes into an event.
"""

import functools
from typing import Any, Protocol

from django.dispatch import Signal

from gatepost.ground import clock, database, queries
from gatepost.ground.models import Event

recorded = Signal()
"""Sent after commit with `event`; for the host project's own purposes."""


class Visitor(Protocol):
    """What an event notes about the visitor."""

    @property
    def network(self) -> str:
        """The visitor's network."""

    @property
    def session_number(self) -> int | None:
        """Public id of the session, if any."""


def record(
    kind: str, *, visit: Visitor | None = None, user_id: Any = None, outcome: str = "done", **details: Any
) -> None:
    """Append one event.

    Args:
        kind: A stable name such as `login`.
        visit: Who was at the door; None for acts from the command line.
        user_id: Whom it concerns, if known.
        outcome: `done` or `refused`.
        details: Plain values, none of them typed by anybody.
    """
    event = Event(
        at=clock.now(),
        kind=kind,
        outcome=outcome,
        user_key="" if user_id is None else str(user_id),
        session_number=visit.session_number if visit else None,
        network=visit.network if visit else "",
        details=details,
    )
    queries.add_event(event)
    if recorded.receivers:
        database.on_commit(functools.partial(_tell, event))


def _tell(event: Event) -> None:
    recorded.send_robust(sender=Event, event=event)
