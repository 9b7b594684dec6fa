"""Settings of phone numbers."""

from typing import ClassVar

import msgspec


class PhoneSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How numbers are proved.

    Args:
        seconds: Life of a code.
        resends: How often a code may be sent again.
        changes: How often the number may be changed while it waits to be proved.
    """

    section: ClassVar[str] = "phone"

    seconds: int = 900
    resends: int = 0
    changes: int = 0
