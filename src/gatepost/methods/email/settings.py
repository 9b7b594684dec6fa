"""Settings of the email method."""

from typing import ClassVar, Literal

import msgspec


class EmailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How addresses are proved. Whether they must be is `accounts.email_verification`.

    Args:
        verification_by: What a mail holds: a `link`, a `code`, or `both`. A code works only in the session
            that asked for it.
        code_seconds: Life of a code (and of a link beside it).
        link_seconds: Life of a link alone.
        resends: How often a code may be sent again.
        changes: How often the address may be changed while it waits to be proved.
        login_on_verification: Whether a link logs in the session that waits for it.
        change_by_replacing: Adding an address replaces the present one, once it is proved.
    """

    section: ClassVar[str] = "email"

    verification_by: Literal["link", "code", "both"] = "link"
    code_seconds: int = 900
    link_seconds: int = 3 * 86400
    resends: int = 0
    changes: int = 0
    login_on_verification: bool = False
    change_by_replacing: bool = False
