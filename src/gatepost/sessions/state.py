"""A session as other packages see it, without the database row."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from gatepost.sessions import strength


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """A valid session, as it was when the request came in.

    Args:
        id: Its primary key; other rows are bound to its hex form.
        number: Its public id.
        client: `browser` or `app`; a key of one kind of client is invalid for the other.
        user: The user's model instance, or None while anonymous.
        proofs: The proofs of the login, oldest first, as responses show them.
        data: The host project's session data, encoded.
        wire: The API through which the user logged in: `native`, `cookie`, a dialect's name; empty if unknown, as for
            a login by Django's own code.
        expires_at: When it expires unless it is used again.
        ended: Whether its login was ended, for example by a changed password or because the account was disabled.
        renewed: Whether this request extended it.
    """

    id: UUID
    number: int
    client: str
    user: Any
    proofs: tuple[dict[str, Any], ...]
    data: str
    created_at: datetime
    expires_at: datetime
    ended: bool = False
    renewed: bool = False
    wire: str = ""

    @property
    def level(self) -> int:
        """1 logged in, 2 with a second factor; see `sessions.strength`."""
        return strength.level(self.proofs)

    @property
    def amr(self) -> list[str]:
        """Authentication method references. Source: RFC 8176."""
        return strength.amr(self.proofs)

    @property
    def authenticated_at(self) -> float:
        """When the user last authenticated here, in Unix seconds. Source: OpenID Connect Core, `auth_time`."""
        return strength.authenticated_at(self.proofs, strength.LOGGED_IN) or self.created_at.timestamp()

    @property
    def reauthenticated_at(self) -> float:
        """When the user last reauthenticated, in Unix seconds; 0 if never. A login is no reauthentication."""
        return max((float(proof["at"]) for proof in self.proofs if proof.get("reauthenticated")), default=0.0)

    @property
    def handle(self) -> str:
        """The value that one-time secrets of this session are bound to."""
        return self.id.hex


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A new session: its key, which exists in clear only here, and its state."""

    key: str
    state: SessionState
