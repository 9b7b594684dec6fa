"""Settings of recovery codes."""

from typing import ClassVar

import msgspec


class RecoveryCodesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Recovery codes, for users who lost their second factor.

    Args:
        enabled: Whether a user's first second factor comes with recovery codes.
        count: Number of codes.
        show_once: Whether the codes can be shown only once; from then on, only digests are stored.
    """

    section: ClassVar[str] = "recovery_codes"

    enabled: bool = True
    count: int = 10
    show_once: bool = False
