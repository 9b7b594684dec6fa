"""Settings of phone numbers."""

from typing import ClassVar

import msgspec


class PhoneSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How phone numbers are verified.

    Args:
        seconds: Lifetime of a code.
        resends: How often a code can be resent.
        changes: How often the number can be changed while its verification is pending.
    """

    section: ClassVar[str] = "phone"

    seconds: int = 900
    resends: int = 0
    changes: int = 0
