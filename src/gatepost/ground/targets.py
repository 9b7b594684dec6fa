"""Where a browser may be sent: our own pages, and what is listed. The one function that decides it.

Source: OWASP ASVS 5.0, 3.7.2; RFC 9700, section 4.11.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 2000
_SIGNS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_WEB = ("http", "https")


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def allowed(url: str, home: str, listed: Sequence[str]) -> str | None:
    """The whole address of a page that a browser may be sent to; None for any other.

    Args:
        url: A path of ours, or an address.
        home: Our own origin.
        listed: Further origins, and exact addresses (those of apps among them). No pattern is read in them.
    """
    if len(url) > LONGEST or not _SIGNS.fullmatch(url):
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
    """An address with this in its fragment, which no server sees; a fragment of its own is replaced."""
    return urlunsplit(urlsplit(url)._replace(fragment=urlencode(values)))


def with_query(url: str, **values: str) -> str:
    """An address with more in its query; what is empty is left out."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *((name, one) for name, one in values.items() if one)]
    return urlunsplit(parts._replace(query=urlencode(query)))
