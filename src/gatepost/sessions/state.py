"""What the rest of the house sees of a session."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from gatepost.sessions import strength


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """A living session as it was found at the door.

    Args:
        id: Its primary key; other rows are bound to its hex form.
        number: Its public id.
        client: `browser` or `app`; a key of one family is unknown to the other.
        user: The user's model instance, or None while anonymous.
        proofs: How it was proved, oldest first, in the words of the wire.
        data: The host project's session data, encoded.
        ended: Whether a login was here that a changed password or a disabled account ended.
    """

    id: UUID
    number: int
    client: str
    user: Any
    proofs: tuple[dict[str, Any], ...]
    data: str
    created_at: datetime
    ended: bool = False

    @property
    def level(self) -> int:
        """1 logged in, 2 with a second factor; see `sessions.strength`."""
        return strength.level(self.proofs)

    @property
    def amr(self) -> list[str]:
        """Authentication method references. Source: RFC 8176."""
        return strength.amr(self.proofs)

    @property
    def handle(self) -> str:
        """What one-time secrets are bound to."""
        return self.id.hex


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session just made: the key for its client, told once, and its state."""

    key: str
    state: SessionState
