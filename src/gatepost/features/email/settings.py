"""Settings of email addresses."""

from typing import ClassVar, Literal

import msgspec


class EmailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How addresses are verified. Whether they must be is set by `accounts.email_verification`.

    Args:
        verification_by: What the mail contains: a `link`, a `code`, or `both`. A code is only valid in the session
            that requested it.
        code_seconds: Lifetime of a code (and of a link in the same mail).
        link_seconds: Lifetime of a link alone.
        resends: How often a code can be resent.
        changes: How often the address can be changed while its verification is pending.
        login_on_verification: Whether opening the link signs in the session that waits for it.
        change_by_replacing: Whether an added address replaces the current one once it is verified.
        smtputf8: Whether the mail server accepts mailbox names beyond ASCII (`jörg@example.org`, RFC 6531). If not,
            such addresses are refused wherever one is added; users who have one can still log in. Django's own SMTP
            backend can't send to them: see `gatepost.ground.smtp.EmailBackend`.
    """

    section: ClassVar[str] = "email"

    verification_by: Literal["link", "code", "both"] = "link"
    code_seconds: int = 900
    link_seconds: int = 3 * 86400
    resends: int = 0
    changes: int = 0
    login_on_verification: bool = False
    change_by_replacing: bool = False
    smtputf8: bool = False
