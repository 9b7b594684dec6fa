"""Settings of the TOTP method."""

from typing import ClassVar

import msgspec


class TotpSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of an authenticator app.

    Args:
        enabled: Whether users may set one up; those who did are not asked for it while this is off.
        issuer: The name that the app shows; `outbox.from_name` if empty.
        enrolment_seconds: How long a secret that was shown waits for its first code.
    """

    section: ClassVar[str] = "totp"

    enabled: bool = True
    issuer: str = ""
    enrolment_seconds: int = 900
