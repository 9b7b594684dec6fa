"""Settings of the cookie dialect."""

from typing import ClassVar

import msgspec


class CookieSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where mails and providers lead that are asked for through the cookie dialect.

    How many bad logins are let through is `limits.rates`, `login_failed`; how long links work, `email.link_seconds` and
    `flow.link_seconds`.

    Args:
        verify_link: The page that confirms a sign-up; `{key}` is replaced.
        reset_link: The page that sets a password; `{uid}` and `{token}` are replaced.
        social_callback: The page of the application that providers send people back to, as it is registered there;
            `{provider}` is replaced by the connection's id.
        social_require_state: Whether codes are taken only from those whom `social/<provider>/start/` sent there; old
            clients make link and state themselves.
    """

    section: ClassVar[str] = "cookie"

    verify_link: str = "http://127.0.0.1:8000/verify-email/{key}"
    reset_link: str = "http://127.0.0.1:8000/reset/{uid}/{token}"
    social_callback: str = "http://127.0.0.1:8000/auth/{provider}/callback"
    social_require_state: bool = False
