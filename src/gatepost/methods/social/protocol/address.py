"""Which hosts may be asked: public ones by HTTPS, and those that the settings list for development.

A name is resolved once, every address it has is looked at, and the connection goes to one that was looked at: a second
answer of the name server changes nothing.
Source: OWASP ASVS 5.0, 15.3.2.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from gatepost import conf
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.settings import SocialSettings

PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _allowed(host: str, port: int) -> bool:
    allowed = conf.read(SocialSettings).allowed_hosts
    return f"{host}:{port}" in allowed


def checked(url: str) -> SplitResult:
    """The parts of an address that may be asked.

    Raises:
        ProviderFault: Not HTTPS, or with a user, a fragment, or signs that parsers read differently.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise ProviderFault(Reason.UNTRUE, "an address that cannot be read") from None
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}')
    if not plain or not host or "@" in parts.netloc or "#" in url:
        raise ProviderFault(Reason.UNTRUE, "an address with parts that it must not have")
    if parts.scheme != "https" and not (parts.scheme == "http" and _allowed(host, port)):
        raise ProviderFault(Reason.UNTRUE, f"{host} is not asked without HTTPS")
    return parts


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def public(text: str) -> bool:
    """Whether an address is one of the public Internet."""
    try:
        address = _inner(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, all of them public ones.

    Raises:
        ProviderFault: None, or one that is not public.
    """
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ProviderFault(Reason.UNAVAILABLE, f"{host} has no address") from None
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not found:
        raise ProviderFault(Reason.UNAVAILABLE, f"{host} has no address")
    if not _allowed(host, port) and not all(public(one) for one in found):
        raise ProviderFault(Reason.UNTRUE, f"{host} has an address that is not public")
    return found
