"""An issuer's published endpoints.

Source: OpenID Connect Discovery 1.0, sections 3 and 4.3; RFC 8414, section 3.3.
"""

from typing import Any

import msgspec

from gatepost.features.social.connections import Connection
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.fetch import check_url, fetch
from gatepost.ground.guarded_http.documents import Documents

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


def _read(url: str) -> dict[str, Any]:
    answer = fetch("GET", url)
    if answer.status != OK or not isinstance(answer.value, dict):
        raise ProviderFault(FaultReason.UNAVAILABLE, f"no document at {url}")
    return answer.value


document = Documents(_read, ProviderFault)
"""A JSON document of an issuer, by its URL."""


def forget() -> None:
    """Drop all cached documents, for tests."""
    document.forget()


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
        raise ProviderFault(FaultReason.UNTRUE, f"the document of {issuer} names another issuer")
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
        raise ProviderFault(FaultReason.UNTRUE, f"the issuer names no {name}")
    check_url(url)
    return url
