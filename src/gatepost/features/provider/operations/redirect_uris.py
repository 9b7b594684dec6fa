"""Which redirect URIs may be registered, and which one a request may use. Pure.

A URI must be exactly one that is registered. Only the port of a native app's loopback URI may differ, since the app
listens on whichever is free.
Source: RFC 9700, sections 2.1 and 4.1; RFC 8252, sections 7 and 8.4.
"""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

LONGEST = 2000
LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost))(?::([0-9]{1,5}))?(?=[/?]|\Z)")
_SCHEME = re.compile(r"[a-z][a-z0-9+\-]*(\.[a-z0-9+\-]+)+")


def fault(uri: str, *, native: bool) -> str:
    """Why a URI can't be registered; empty if it can.

    Args:
        uri: The URI.
        native: Whether the client is an app on the user's device, which may have a scheme of its own.
    """
    parts = _parts(uri)
    if parts is None:
        return "is no absolute URI without a fragment"
    if parts.scheme == "https" and parts.hostname:
        return "" if "@" not in parts.netloc else "has a username"
    if is_loopback(uri):
        return ""
    if parts.scheme in ("http", "https"):
        return "needs https, except on a loopback address"
    if not native:
        return "has a scheme that only a native client may have"
    return "" if _SCHEME.fullmatch(parts.scheme) else "needs a scheme with a dot, such as org.example.app"


def _parts(uri: str) -> SplitResult | None:
    if len(uri) > LONGEST or not _CHARACTERS.fullmatch(uri):
        return None
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018 - raises if it is none
    except ValueError:
        return None
    return parts if parts.scheme and (parts.netloc or parts.path) else None


def is_loopback(uri: str) -> bool:
    """Whether a URI leads to the user's own device by http."""
    return _LOOPBACK.match(uri) is not None


def identifies_app(uri: str) -> bool:
    """Whether only the client can receive what is sent there: any app can listen on a loopback port, or claim a scheme.

    Source: RFC 8252, section 8.6.
    """
    return uri.startswith("https://")


def matches(registered: Sequence[str], uri: str, *, native: bool) -> bool:
    """Whether a request may use a URI."""
    if uri in registered:
        return True
    return native and is_loopback(uri) and _valid_port(uri) and _without_port(uri) in map(_without_port, registered)


def _valid_port(uri: str) -> bool:
    found = _LOOPBACK.match(uri)
    return found is not None and (found[2] is None or (0 < int(found[2]) < 65536 and found[2][0] != "0"))  # noqa: PLR2004


def _without_port(uri: str) -> str:
    """A loopback URI without its port; any other as it is."""
    found = _LOOPBACK.match(uri)
    return found[1] + uri[found.end() :] if found else uri
