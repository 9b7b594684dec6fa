"""Where a browser may be redirected: our own pages and listed addresses. `allowed` alone decides.

Source: OWASP ASVS 5.0, 3.7.2; RFC 9700, section 4.11.
"""

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 2000
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_WEB = ("http", "https")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is the local machine."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def leads_to_loopback(url: str) -> bool:
    """Whether a URL leads its reader to their own machine."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return is_loopback(host) or host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def allowed(url: str, home: str, listed: Sequence[str]) -> str | None:
    """The absolute URL of a redirect target if it is allowed; else None.

    Args:
        url: A path on our own host, or a URL.
        home: Our own origin.
        listed: Further origins and exact URLs (including apps' own schemes), compared literally, not as patterns.
    """
    if len(url) > LONGEST or not _URL_CHARACTERS.fullmatch(url):
        return None
    if url in listed:
        return url
    if url.startswith("/"):
        return home + url if not url.startswith("//") else None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _WEB or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    return url if origin(url) in (home, *listed) else None


def with_fragment(url: str, **values: str) -> str:
    """The URL with these values as its fragment, which no server sees; replaces an existing fragment."""
    return urlunsplit(urlsplit(url)._replace(fragment=urlencode(values)))


def with_query(url: str, **values: str) -> str:
    """The URL with these values added to its query; empty ones are left out."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *((name, one) for name, one in values.items() if one)]
    return urlunsplit(parts._replace(query=urlencode(query)))
