"""Which hosts may be requested: public ones over HTTPS, and those that the settings allow (prevents SSRF).

A name is resolved once, every resulting address is checked, and the connection is made to a checked address: a second,
different answer of the name server (DNS rebinding) has no effect.
Source: OWASP ASVS 5.0, 15.3.2.
"""

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from gatepost.ground.guarded_http.fault import Unavailable, Untrusted

PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fault_of_base(url: str, allowed: Collection[str], setting: str) -> str:
    """What is wrong with the URL of a server in the settings; empty if nothing.

    The addresses of its name are checked with each request.

    Args:
        url: The URL.
        allowed: `host:port` of servers that may be private and without TLS.
        setting: The name of the setting that lists them, for the message.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return "is malformed"
    host = parts.hostname or ""
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or set(url) & set("?#") or not _plain(url):
        return "is missing or malformed; it must be the URL of a server, such as https://git.example.org"
    if f"{host}:{port}" in allowed:
        return ""
    local = host == "localhost" or host.endswith(".localhost") or _is_private(host)
    hint = f"; list a server in a private network, or for development, in {setting} as {host}:{port}"
    if parts.scheme != "https":
        return f"must begin with https://{hint if local else ''}"
    return f"is not public{hint}" if local else ""


def _is_private(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not public(host)


def _plain(url: str) -> bool:
    """Whether the URL has only characters that all parsers read alike."""
    return url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}')


def checked(url: str, allowed: Collection[str]) -> SplitResult:
    """The parts of a URL that may be requested.

    Raises:
        Untrusted: Not HTTPS, or with a user, a fragment, or characters that parsers read differently.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Untrusted("a URL that cannot be parsed") from None
    host = parts.hostname or ""
    if not _plain(url) or not host or "@" in parts.netloc or "#" in url:
        raise Untrusted("a URL with parts that it must not have")
    if parts.scheme != "https" and not (parts.scheme == "http" and f"{host}:{port}" in allowed):
        raise Untrusted(f"{host} may not be requested without HTTPS")
    return parts


def _inner(address: Address) -> Address:
    """The IPv4 address embedded in an IPv6 one (NAT64, mapped or 6to4), or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def public(text: str) -> bool:
    """Whether an address belongs to the public Internet."""
    try:
        address = _inner(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int, allowed: Collection[str]) -> list[str]:
    """Resolve a host, whose addresses must all be public unless it is allowed.

    Raises:
        Unavailable: It has no address.
        Untrusted: One of its addresses is not public.
    """
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(f"{host} has no address") from None
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not found:
        raise Unavailable(f"{host} has no address")
    if f"{host}:{port}" not in allowed and not all(public(one) for one in found):
        raise Untrusted(f"{host} has an address that is not public")
    return found
