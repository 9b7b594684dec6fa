"""Settings of login by code."""

from typing import ClassVar

import msgspec


class CodeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Login by a mailed code or link.

    Args:
        enabled: Whether it is a way to log in.
        required: Whether a code is asked for after every other first proof.
        trust_browser: Whether a browser may be trusted, so that no code is required there.
        seconds: Life of code and link.
        resends: How often a code may be sent again.
        link: Whether the mail of a login (not of a required step) holds a link too.
    """

    section: ClassVar[str] = "code"

    enabled: bool = True
    required: bool = False
    trust_browser: bool = False
    seconds: int = 180
    resends: int = 0
    link: bool = False
