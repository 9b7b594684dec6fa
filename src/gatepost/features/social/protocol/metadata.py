"""An issuer's published endpoints and keys, cached.

A document is fresh for an hour; while the issuer is down, the last one is used for a day. An unknown key id makes us
fetch the keys again, at most once a minute.
Source: OpenID Connect Discovery 1.0, sections 3 and 4.3; RFC 8414, section 3.3.
"""

import threading
from collections import OrderedDict
from typing import Any

import msgspec

from gatepost.features.social.connection import Connection
from gatepost.features.social.protocol.fault import ProviderFault, Reason
from gatepost.features.social.protocol.fetch import check_url, fetch
from gatepost.ground import clock
from gatepost.tokens.jwk import Key, key_set

FRESH_SECONDS = 3600
STALE_SECONDS = 86400
AGAIN_SECONDS = 60
FAILED_SECONDS = 5
MOST = 200
OK = 200


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """The endpoints of an issuer.

    Args:
        authorize: The authorization endpoint.
        exchange: The token endpoint.
        keys: The JWKS; "" without OpenID Connect.
        userinfo: The userinfo endpoint; "" if there is none, or it is not used.
        announces: Whether its answers always contain `iss` (RFC 9207).
        basic_only: Whether it accepts the client secret by HTTP Basic only, and not in the form.
    """

    authorize: str
    exchange: str
    keys: str = ""
    userinfo: str = ""
    announces: bool = False
    basic_only: bool = False


class _Kept:
    """A cached document, with the times of the last success, attempt and failure."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.document: dict[str, Any] | None = None
        self.read_at = self.asked_at = self.failed_at = float("-inf")
        self.fault = ProviderFault(Reason.UNAVAILABLE, "not requested yet")


_kept: OrderedDict[str, _Kept] = OrderedDict()
_guard = threading.Lock()


def forget() -> None:
    """Drop all cached documents, for tests."""
    with _guard:
        _kept.clear()


def _place(url: str) -> _Kept:
    with _guard:
        found = _kept.setdefault(url, _Kept())
        _kept.move_to_end(url)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
        return found


def document(url: str, *, again: bool = False) -> dict[str, Any]:
    """A JSON document of an issuer; one thread fetches it, and others wait for the result.

    Args:
        url: Its URL.
        again: Whether to refetch even a fresh document, if the last attempt is a minute old.
    """
    kept = _place(url)
    with kept.lock:
        now = clock.unix()
        wanted = FRESH_SECONDS if not again else AGAIN_SECONDS
        if kept.document is not None and now - (kept.read_at if not again else kept.asked_at) < wanted:
            return kept.document
        if now - kept.failed_at >= FAILED_SECONDS:
            kept.asked_at = now
            try:
                kept.document, kept.read_at = _read(url), now
            except ProviderFault as fault:
                kept.failed_at, kept.fault = now, fault
        if kept.document is None or now - kept.read_at >= STALE_SECONDS:
            raise kept.fault
        return kept.document


def _read(url: str) -> dict[str, Any]:
    answer = fetch("GET", url)
    if answer.status != OK or not isinstance(answer.value, dict):
        raise ProviderFault(Reason.UNAVAILABLE, f"no document at {url}")
    return answer.value


def endpoints(connection: Connection) -> Endpoints:
    """The endpoints of a connection, from its provider's definition or the discovery document.

    Raises:
        ProviderFault: The document names another issuer, or lacks an endpoint.
    """
    provider = connection.provider
    if not provider.discovers:
        return Endpoints(
            authorize=connection.filled(provider.authorize),
            exchange=connection.filled(provider.exchange),
            keys=connection.filled(provider.keys),
            userinfo=connection.filled(provider.userinfo),
            basic_only=provider.client_login == "basic",
        )
    issuer = connection.issuer
    said = document(connection.discovery_url)
    if said.get("issuer") != issuer:
        raise ProviderFault(Reason.UNTRUE, f"the document of {issuer} names another issuer")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    form = isinstance(methods, list) and bool({"client_secret_post", "none"} & set(map(str, methods)))
    return Endpoints(
        authorize=_endpoint(said, "authorization_endpoint"),
        exchange=_endpoint(said, "token_endpoint"),
        keys=_endpoint(said, "jwks_uri"),
        userinfo=_endpoint(said, "userinfo_endpoint") if "userinfo_endpoint" in said else "",
        announces=said.get("authorization_response_iss_parameter_supported") is True,
        basic_only=provider.client_login == "basic" or not form,
    )


def _endpoint(said: dict[str, Any], name: str) -> str:
    url = said.get(name)
    if not isinstance(url, str):
        raise ProviderFault(Reason.UNTRUE, f"the issuer names no {name}")
    check_url(url)
    return url


class Keys:
    """The keys of an issuer by id; refetched for an unknown id, so that key rotation works.

    Args:
        url: URL of its JWKS.
        algorithms: The algorithms that its tokens may be signed with.
        named: Whether a token must name its key.
    """

    def __init__(self, url: str, algorithms: tuple[str, ...], *, named: bool = False) -> None:
        self._url, self._algorithms, self._named = url, algorithms, named

    def __call__(self, kid: str) -> Key | None:
        """The key with an id; if a token names none, the only key there is, unless a name is required."""
        if self._named and not kid:
            return None
        found = self._pick(kid, document(self._url))
        return found if found is not None else self._pick(kid, document(self._url, again=True))

    def _pick(self, kid: str, document: dict[str, Any]) -> Key | None:
        try:
            keys = key_set(document, self._algorithms)
        except ValueError:
            raise ProviderFault(Reason.UNTRUE, "the issuer's keys cannot be read") from None
        if not kid and len(keys) == 1:
            return next(iter(keys.values()))
        return keys.get(kid)
