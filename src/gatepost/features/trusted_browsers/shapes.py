"""Shapes of the answers about trusted browsers."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.api.shapes import PendingFlow
from gatepost.flow.visit import Visit
from gatepost.ground import user_agents
from gatepost.sessions import trusted
from gatepost.sessions.models import TrustedBrowser


class TrustFlow(PendingFlow, tag="mfa_trust"):
    """A login is waiting for the choice whether to trust this browser."""


class TrustedBrowserEntry(msgspec.Struct):
    """A browser in which the user skips steps of a login."""

    id: int
    device: str
    ip: str
    user_agent: str
    created_at: float
    expires_at: float
    is_current: bool

    @classmethod
    def of(cls, row: TrustedBrowser, present: Sequence[str]) -> Self:
        """The entry of a browser; `present` are the digests of the keys in the request's cookie."""
        return cls(
            id=row.number,
            device=user_agents.label(row.user_agent),
            ip=row.ip,
            user_agent=row.user_agent,
            created_at=row.created_at.timestamp(),
            expires_at=row.expires_at.timestamp(),
            is_current=row.digest in present,
        )


class TrustedBrowsers(msgspec.Struct):
    """The trusted browsers."""

    status: Literal[200]
    data: list[TrustedBrowserEntry]

    @classmethod
    def of(cls, rows: Sequence[TrustedBrowser], visit: Visit) -> Self:
        """The answer that lists trusted browsers."""
        present = trusted.digests(visit.trust, visit.user.pk)
        return cls(status=200, data=[TrustedBrowserEntry.of(row, present) for row in rows])
