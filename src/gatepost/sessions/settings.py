"""Settings of the sessions room."""

from typing import ClassVar

import msgspec


class SessionsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long logins last.

    Args:
        idle_seconds: A session unused for so long ends.
        absolute_seconds: A session ends so long after its login, whatever its use.
        anonymous_seconds: Life of a session without a user, which exists only while a flow needs it.
        trust_seconds: How long a browser is trusted.
        listing: Whether users can list and end their sessions through the API.
        track_activity: Whether the list tells when a session was last seen.
    """

    section: ClassVar[str] = "sessions"

    idle_seconds: int = 14 * 86400
    absolute_seconds: int = 30 * 86400
    anonymous_seconds: int = 900
    trust_seconds: int = 30 * 86400
    listing: bool = True
    track_activity: bool = False
