"""Settings of authenticator apps."""

from typing import ClassVar

import msgspec


class TotpSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of an authenticator app.

    Args:
        enabled: Whether users can set up an app; while off, users who have one are not asked for its codes.
        issuer: The name that the app shows; `outbox.from_name` if empty.
        enrolment_seconds: How long a secret waits for its first code.
    """

    section: ClassVar[str] = "totp"

    enabled: bool = True
    issuer: str = ""
    enrolment_seconds: int = 900
