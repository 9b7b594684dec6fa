"""Settings of the recovery codes."""

from typing import ClassVar

import msgspec


class RecoveryCodesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes on paper.

    Args:
        enabled: Whether a first second factor comes with codes.
        count: How many.
        show_once: Whether they can be looked at only once; they are stored as digests alone from then on.
    """

    section: ClassVar[str] = "recovery_codes"

    enabled: bool = True
    count: int = 10
    show_once: bool = False
