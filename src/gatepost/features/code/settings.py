"""Settings of login by code."""

from typing import ClassVar

import msgspec


class CodeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Login with a mailed code or link.

    Args:
        enabled: Whether users can log in with a code.
        required: Whether every login with another method requires a code too.
        trust_browser: Whether users can trust a browser, in which no code is required from then on.
        seconds: Lifetime of code and link.
        resends: How often a code can be resent.
        link: Whether the mail of a login (not of a required step) contains a link too.
    """

    section: ClassVar[str] = "code"

    enabled: bool = True
    required: bool = False
    trust_browser: bool = False
    seconds: int = 180
    resends: int = 0
    link: bool = False
