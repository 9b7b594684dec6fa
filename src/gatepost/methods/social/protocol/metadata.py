"""What an issuer publishes: its endpoints and its keys, kept for a while.

An answer is fresh for an hour. While the issuer is down the last one serves for a day. A key id that nobody knows makes
us look again, at most once a minute.
Source: OpenID Connect Discovery 1.0, sections 3 and 4.3; RFC 8414, section 3.3.
"""

import threading
from collections import OrderedDict
from typing import Any

import msgspec

from gatepost.ground import clock
from gatepost.methods.social.connection import Connection
from gatepost.methods.social.protocol.address import checked
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.protocol.fetch import fetch
from gatepost.tokens.jwk import Key, key_set

FRESH_SECONDS = 3600
STALE_SECONDS = 86400
AGAIN_SECONDS = 60
FAILED_SECONDS = 5
MOST = 200
OK = 200


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """Where an issuer is asked.

    Args:
        authorize: The page that people are sent to.
        exchange: Where a code becomes a token.
        keys: Where its keys are; "" without OpenID Connect.
        userinfo: Where claims are; "" if they are not asked for.
        announces: Whether its answers carry `iss` (RFC 9207).
        basic_only: Whether it takes a client's secret by HTTP Basic and not in the form.
    """

    authorize: str
    exchange: str
    keys: str = ""
    userinfo: str = ""
    announces: bool = False
    basic_only: bool = False


class _Kept:
    """One document, and when it was read and asked for."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.document: dict[str, Any] | None = None
        self.read_at = self.asked_at = self.failed_at = float("-inf")
        self.fault = ProviderFault(Reason.UNAVAILABLE, "not asked yet")


_kept: OrderedDict[str, _Kept] = OrderedDict()
_guard = threading.Lock()


def forget() -> None:
    """Know nothing of any issuer."""
    with _guard:
        _kept.clear()


def _place(url: str) -> _Kept:
    with _guard:
        found = _kept.setdefault(url, _Kept())
        _kept.move_to_end(url)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
        return found


def _document(url: str, *, again: bool = False) -> dict[str, Any]:
    """A JSON document of an issuer; one thread asks, others wait for its answer.

    Args:
        url: Its address.
        again: Whether what is fresh may be too old.
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
    """The endpoints of a connection.

    Raises:
        ProviderFault: The document is not the issuer's own, or lacks something.
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
    said = _document(connection.discovery_url)
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
    checked(url)
    return url


class Keys:
    """The keys of an issuer, by id; looked up again for one that is not known.

    Args:
        url: Its JWKS.
        algorithms: Those that its tokens may be signed with.
    """

    def __init__(self, url: str, algorithms: tuple[str, ...]) -> None:
        self._url, self._algorithms = url, algorithms

    def __call__(self, kid: str) -> Key | None:
        """The key of an id; the only one where a token names none."""
        found = self._pick(kid, _document(self._url))
        return found if found is not None else self._pick(kid, _document(self._url, again=True))

    def _pick(self, kid: str, document: dict[str, Any]) -> Key | None:
        try:
            keys = key_set(document, self._algorithms)
        except ValueError:
            raise ProviderFault(Reason.UNTRUE, "the issuer's keys cannot be read") from None
        if not kid and len(keys) == 1:
            return next(iter(keys.values()))
        return keys.get(kid)
