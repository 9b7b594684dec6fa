"""The client's IP address: the connection's, or the one that the outermost trusted proxy saw.

A header of forwarded addresses is read from its end, where the trusted proxies append. Anything before their part is
under the client's control and must not affect how the rest is parsed, by an unclosed quotation mark for example.
Source: RFC 7239, sections 4 to 6.
"""

import functools
import ipaddress
import logging
import re
from collections.abc import Mapping
from typing import Any

from gatepost import conf
from gatepost.ground.settings import HeadlessSettings

log = logging.getLogger("gatepost")
FORWARDED = "forwarded"
LONGEST_PART = 2048
LOGGED_CHARACTERS = 60
_PAIR = r"""[!#$%&'*+.^_`|~0-9A-Za-z-]+=(?:"(?:[^"\\]|\\.)*"|[^\s",;\\]*)"""
_PAIRS = re.compile(_PAIR)
_LAST_ELEMENT = re.compile(rf"(?:^|,)[ \t]*({_PAIR}(?:[ \t]*;[ \t]*(?:{_PAIR})?)*|)[ \t]*\Z")


def client_address(meta: Mapping[str, Any]) -> str:
    """The client's address in its normal form; empty if neither the connection nor a trusted proxy gives one.

    Args:
        meta: `request.META`.
    """
    settings = conf.read(HeadlessSettings)
    direct = _address(str(meta.get("REMOTE_ADDR") or ""))
    found = ""
    if settings.trusted_proxies:
        key = "HTTP_" + settings.address_header.upper().replace("-", "_")
        given = str(meta.get(key) or "").strip()
        last = _last_forwarded if settings.address_header.lower() == FORWARDED else _last_listed
        found = _address(last(given, settings.trusted_proxies))
        if given and not found:
            _warn_unreadable(settings.address_header, _shortened(given))
    if not found and not direct:
        _warn_without_address()
    return found or direct


def _last_listed(given: str, proxies: int) -> str:
    """The entry that the outermost trusted proxy appended to a list; the first entry if there are fewer."""
    listed = [part.strip() for part in given.split(",") if part.strip()]
    return listed[-min(proxies, len(listed))] if listed else ""


def _last_forwarded(given: str, proxies: int) -> str:
    """The same for `Forwarded`: the `for` of that element; empty if it has none or can't be parsed."""
    rest, element = given[-LONGEST_PART:], ""
    while rest and proxies:
        match = _LAST_ELEMENT.search(rest)
        if match is None:
            return ""
        rest = rest[: match.start()]
        if match[1]:
            element, proxies = match[1], proxies - 1
    pairs = [pair.partition("=") for pair in _PAIRS.findall(element)]
    named = [value for name, _, value in pairs if name.lower() == "for"]
    if len(named) != 1:
        return ""
    return re.sub(r"\\(.)", r"\1", named[0][1:-1]) if named[0].startswith('"') else named[0]


@functools.lru_cache(maxsize=4096)
def _address(text: str) -> str:
    """Parse an address as servers and proxies write it: `v4[:port]`, `v6`, `[v6]`, `[v6]:port`; empty if invalid."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


class _Once:
    """Logs a message once per process, whatever its values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.logged = False

    def __call__(self, *values: str) -> None:
        if not self.logged:
            self.logged = True
            log.warning(self.text, *values)


def _shortened(value: str) -> str:
    """Make client-controlled text safe to log: one short line of ASCII."""
    return ascii(value if len(value) <= LOGGED_CHARACTERS else f"…{value[-LOGGED_CHARACTERS:]}")


_warn_unreadable = _Once(
    "%s contains no address, so these requests count for the proxy's; see headless.trusted_proxies. Its value: %s"
)
_warn_without_address = _Once(
    "A request came without a client address, as through a Unix socket, and all such requests share one limit. "
    "Set headless.trusted_proxies to the number of proxies that send it"
)
