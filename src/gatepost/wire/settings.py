"""Settings of the native API."""

from typing import ClassVar

import msgspec


class HeadlessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the native API is reached.

    Args:
        clients: Which families it serves: `app`, `browser`.
        trusted_proxies: How many proxies before the application add to `X-Forwarded-For`; 0 trusts none.
        serve_specification: Whether the OpenAPI document and its page are served.
        cors_origins: Exact origins of front ends on other hosts that may call with cookies.
    """

    section: ClassVar[str] = "headless"

    clients: tuple[str, ...] = ("app", "browser")
    trusted_proxies: int = 0
    serve_specification: bool = True
    cors_origins: tuple[str, ...] = ()
