"""Settings of the cookie dialect."""

from typing import ClassVar

import msgspec


class CookieSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where mails lead that are asked for through the cookie dialect.

    How many bad logins are let through is `limits.rates`, `login_failed`; how long links work, `email.link_seconds` and
    `flow.link_seconds`.

    Args:
        verify_link: The page that confirms a sign-up; `{key}` is replaced.
        reset_link: The page that sets a password; `{uid}` and `{token}` are replaced.
    """

    section: ClassVar[str] = "cookie"

    verify_link: str = "http://127.0.0.1:8000/verify-email/{key}"
    reset_link: str = "http://127.0.0.1:8000/reset/{uid}/{token}"
