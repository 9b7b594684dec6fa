"""Settings of the cookie dialect."""

from typing import ClassVar

import msgspec


class CookieSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Targets of mailed links and provider logins that are requested through the cookie dialect.

    Paths are relative to `public_url`.

    The limit on failed logins is `login_failed` in `limits.rates`; the lifetimes of links are `email.link_seconds` and
    `flow.link_seconds`.

    Args:
        verify_link: The page that verifies the address of a sign-up; `{key}` is replaced.
        reset_link: The page that sets a password; `{uid}` and `{token}` are replaced.
        social_callback: The application's page to which providers redirect, as registered there; `{provider}` is
            replaced by the connection's id.
        social_require_state: Whether to accept only logins started by `social/<provider>/start/`; legacy clients make
            authorization URL and state themselves.
    """

    section: ClassVar[str] = "cookie"
    addresses: ClassVar[tuple[str, ...]] = ("verify_link", "reset_link", "social_callback")

    verify_link: str = "/verify-email/{key}"
    reset_link: str = "/reset/{uid}/{token}"
    social_callback: str = "/auth/{provider}/callback"
    social_require_state: bool = False
