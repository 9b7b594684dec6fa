"""Shapes of the answers about sessions."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost import conf
from gatepost.ground import user_agents
from gatepost.sessions.models import Session
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import SessionState


class SessionEntry(msgspec.Struct):
    """A session; `device` describes the user agent in the reader's language, or is empty."""

    id: int
    device: str
    ip: str
    user_agent: str
    created_at: float
    is_current: bool
    last_seen_at: float | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, row: Session, current: SessionState | None) -> Self:
        """The entry of a session; the last request's time only where the settings keep it."""
        tracked = conf.read(SessionsSettings).track_activity
        return cls(
            id=row.number,
            device=user_agents.label(row.user_agent),
            ip=row.ip,
            user_agent=row.user_agent,
            created_at=row.created_at.timestamp(),
            is_current=current is not None and row.id == current.id,
            last_seen_at=row.last_seen_at.timestamp() if tracked else msgspec.UNSET,
        )


class Sessions(msgspec.Struct):
    """The user's sessions."""

    status: Literal[200]
    data: list[SessionEntry]

    @classmethod
    def of(cls, rows: Sequence[Session], current: SessionState | None) -> Self:
        """The answer that lists sessions."""
        return cls(status=200, data=[SessionEntry.of(row, current) for row in rows])
