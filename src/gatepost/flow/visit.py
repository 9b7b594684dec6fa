"""What the door says of a visitor."""

from typing import Any
from uuid import UUID

import msgspec

from gatepost.sessions.state import SessionState


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who shows a token instead of a session.

    Args:
        user: The user's model instance.
        token: Primary key of the opaque token, which goes on when others end; None for other kinds.
        session_number: The session that the same login opened, if it opened one.
        family: Kind and token of the refresh family that a signed token came from; see `tokens.families`.
    """

    user: Any
    token: UUID | None = None
    session_number: int | None = None
    family: tuple[str, str] | None = None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, in plain values; the only thing that operations know of the outside.

    Args:
        client: `browser` or `app`.
        session: The session found at the door, anonymous or not.
        ip: The visitor's address, as the server trusts it.
        network: What counts as one visitor in limits.
        user_agent: As sent.
        language: Language code for mails.
        device: The mark of a browser in which somebody logged in before.
        trust: The keys of a browser that somebody trusts.
        refresh: The refresh token in a browser's cookie.
        bearer: Who shows a token; only doors that take tokens fill it.
        links: Templates of mailed links that this door's clients expect, by the names of the `links` settings.
    """

    client: str = "app"
    session: SessionState | None = None
    ip: str = ""
    network: str = ""
    user_agent: str = ""
    language: str = ""
    device: str = ""
    trust: str = ""
    refresh: str = ""
    bearer: Bearer | None = None
    links: dict[str, str] = {}

    @property
    def logged_in(self) -> bool:
        """Whether somebody is logged in, by session."""
        return self.session is not None and self.session.user is not None

    @property
    def user(self) -> Any:
        """Who is logged in, by session or by token; None if nobody."""
        if self.session is not None and self.session.user is not None:
            return self.session.user
        return self.bearer.user if self.bearer is not None else None

    @property
    def session_number(self) -> int | None:
        """Public id of the session, for events."""
        return self.session.number if self.session is not None else None

    @property
    def handle(self) -> str:
        """What secrets of this visitor are bound to; empty without a session."""
        return self.session.handle if self.session is not None else ""
