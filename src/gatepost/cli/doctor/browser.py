"""What a browser does with cookies: which it stores, which it sends, and which a page's script can read.

Source: RFC 6265bis, sections 4.1.3, 5.2, 5.7 and 5.8; the public suffix list decides which hosts are one site.
"""

import functools
from http.cookies import Morsel
from urllib.parse import urlsplit

import msgspec
from publicsuffixlist import PublicSuffixList

from gatepost.ground import targets

HOST_PREFIX, SECURE_PREFIX = "__host-", "__secure-"
DEFAULT_PORTS = {"http": 80, "https": 443}


class SiteOrigin(msgspec.Struct, frozen=True):
    """Scheme, host and port of a page or server."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """The host, with the port if it isn't the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def trustworthy(self) -> bool:
        """Whether browsers treat it as secure: TLS, or this machine."""
        return self.scheme == "https" or targets.is_loopback(self.host)

    @property
    def site(self) -> tuple[str, str]:
        """Scheme and registrable domain; the host, where there is no such domain."""
        return self.scheme, _suffixes().privatesuffix(self.host) or self.host

    @property
    def is_public_suffix(self) -> bool:
        """Whether anyone can register names below the host."""
        return _suffixes().is_public(self.host)


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


def parse(url: str) -> SiteOrigin:
    """The origin of a URL.

    Raises:
        ValueError: It is no http or https URL, or has more than an origin.
    """
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/") or parts.query or "@" in url:
        raise ValueError(url)
    return SiteOrigin(parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme])


class Cookie(msgspec.Struct, frozen=True):
    """A stored cookie; without `domain` it belongs to the host alone."""

    name: str
    value: str
    host: str
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str

    def reaches(self, host: str) -> bool:
        """Whether it belongs to a host."""
        return host == self.host if not self.domain else _is_below(host, self.domain)


def _is_below(host: str, domain: str) -> bool:
    return host == domain or (host.endswith(f".{domain}") and not host.replace(".", "").isdigit())


def cookie_of(morsel: "Morsel[str]", server: SiteOrigin) -> Cookie:
    """The cookie of a `Set-Cookie` header."""
    return Cookie(
        name=morsel.key,
        value=morsel.value,
        host=server.host,
        domain=str(morsel["domain"]).lstrip(".").lower(),
        path=str(morsel["path"]) or "/",
        secure=bool(morsel["secure"]),
        http_only=bool(morsel["httponly"]),
        same_site=str(morsel["samesite"]).lower() or "lax",
    )


def _first(*rules: tuple[bool, str, str]) -> tuple[str, str]:
    """Sentence and cause of the first rule that is broken; empty if none is."""
    return next(((text, cause) for broken, text, cause in rules if broken), ("", ""))


def not_stored(cookie: Cookie, server: SiteOrigin, page: SiteOrigin) -> tuple[str, str]:
    """Why a browser does not store a cookie that the server sets on a page's request, and what decides it.

    Returns:
        A sentence, and one of `prefix`, `secure`, `domain`, `samesite`; empty if it is stored.
    """
    name, domain = cookie.name, cookie.domain
    prefixed = name.lower().startswith((HOST_PREFIX, SECURE_PREFIX))
    own = bool(domain) and _is_below(server.host, domain)
    shared = server.host != domain and bool(domain) and SiteOrigin("https", domain, 443).is_public_suffix
    return _first(
        (
            prefixed and not (cookie.secure and server.scheme == "https"),
            f"{name} has a prefix that demands Secure and https",
            "secure",
        ),
        (
            name.lower().startswith(HOST_PREFIX) and (bool(domain) or cookie.path != "/"),
            f"{name} must have no Domain, and the path /",
            "prefix",
        ),
        _secure(cookie, server),
        (shared, f"{name} is for {domain}, below which anyone can register names", "domain"),
        (bool(domain) and not own, f"{name} is for {domain}, to which {server.host} doesn't belong", "domain"),
        (
            cookie.same_site == "none" and not cookie.secure,
            f"{name} is SameSite=None, which demands Secure",
            "secure",
        ),
        _same_site(cookie, server, page),
    )


def _secure(cookie: Cookie, server: SiteOrigin) -> tuple[bool, str, str]:
    broken = cookie.secure and not server.trustworthy
    return broken, f"{cookie.name} is Secure, but {server} is not https", "secure"


def _same_site(cookie: Cookie, server: SiteOrigin, page: SiteOrigin) -> tuple[bool, str, str]:
    broken = cookie.same_site != "none" and server.site != page.site
    text = f"{cookie.name} is SameSite={cookie.same_site.title()}, but {page} is another site than {server}"
    return broken, text, "samesite"


def not_sent(cookie: Cookie, server: SiteOrigin, page: SiteOrigin, path: str) -> tuple[str, str]:
    """Why a stored cookie is not sent with a page's request; as `not_stored`, or `path`."""
    below = cookie.path.rstrip("/")
    elsewhere = path != below and not path.startswith(f"{below}/")
    return _first(
        (not cookie.reaches(server.host), f"{cookie.name} belongs to {cookie.domain or cookie.host}", "domain"),
        (elsewhere, f"{cookie.name} is for {cookie.path} alone", "path"),
        _secure(cookie, server),
        _same_site(cookie, server, page),
    )


def not_readable(cookie: Cookie, page: SiteOrigin) -> tuple[str, str]:
    """Why the script of a page can't read a cookie; as `not_stored`, or `httponly`."""
    owner = cookie.domain or cookie.host
    return _first(
        (cookie.http_only, f"{cookie.name} is HttpOnly", "httponly"),
        (
            not cookie.reaches(page.host),
            f"{cookie.name} belongs to {owner}, and no page of {page.host} can read it",
            "domain",
        ),
        _secure(cookie, page),
    )
