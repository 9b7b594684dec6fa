"""Settings of sessions and trusted browsers."""

from typing import ClassVar, Literal

import msgspec


class SessionsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long logins last.

    Args:
        idle_seconds: How long a session may be unused before it ends; for browsers see `SESSION_COOKIE_AGE` in
            embedding.md.
        absolute_seconds: How long after its login a session ends, however it is used.
        anonymous_seconds: How long a session without a user may be unused before it ends; one exists only if a flow
            or your views need it.
        trust_seconds: How long a browser is trusted.
        listing: Whether users can list and end their sessions through the API.
        track_activity: Whether the list shows when a session was last used.
        previous_engine: The `SESSION_ENGINE` before `gatepost.sessions.store`, if it keeps sessions outside the
            database: `django.contrib.sessions.backends.` and `cache`, `file` or `signed_cookies`. Each session is
            taken over at its next request; remove the setting when the last of them has expired. Those in the database
            are copied by `gatepost migrate-from`.
    """

    section: ClassVar[str] = "sessions"

    idle_seconds: int = 14 * 86400
    absolute_seconds: int = 30 * 86400
    anonymous_seconds: int = 3600
    trust_seconds: int = 30 * 86400
    listing: bool = True
    track_activity: bool = False
    previous_engine: Literal[
        "",
        "django.contrib.sessions.backends.cache",
        "django.contrib.sessions.backends.file",
        "django.contrib.sessions.backends.signed_cookies",
    ] = ""
