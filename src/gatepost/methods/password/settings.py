"""Settings of the password method."""

from typing import ClassVar, Literal

import msgspec


class PasswordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How passwords are changed and recovered.

    Args:
        reset_by: What a reset mail holds: a `link`, a `code`, or `both`.
        reset_code_seconds: Life of a code.
        reset_link_seconds: Life of a link.
        login_on_reset: Whether who resets is logged in, as far as the policy allows.
        logout_on_change: Whether a change ends the present session too.
        remembered_seconds: For how long a process remembers, as a digest, a password that it found right in Basic
            authentication, so that the next request costs no hash; 0 hashes each time.
    """

    section: ClassVar[str] = "password"

    reset_by: Literal["link", "code", "both"] = "link"
    reset_code_seconds: int = 180
    reset_link_seconds: int = 3600
    login_on_reset: bool = False
    logout_on_change: bool = False
    remembered_seconds: int = 300
