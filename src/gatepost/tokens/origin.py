"""What a token records about the login that issued it."""

from datetime import datetime

import msgspec


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The login behind a token.

    Args:
        wire: The API through which the user logged in; empty if unknown.
        authenticated_at: When the user authenticated; None for now. A token issued in exchange for another credential
            keeps the time of that credential's login.
        session_number: The session that the same login opened.
        ip: The client's address.
        user_agent: As sent.
    """

    wire: str = ""
    authenticated_at: datetime | None = None
    session_number: int | None = None
    ip: str = ""
    user_agent: str = ""


UNKNOWN = Origin()
