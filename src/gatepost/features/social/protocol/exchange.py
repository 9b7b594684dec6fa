"""Exchange a code for tokens, and refresh tokens.

Source: RFC 6749, sections 2.3.1, 4.1.3, 5 and 6.
"""

from typing import Any
from urllib.parse import quote

import msgspec

from gatepost.features.social.connections import Connection
from gatepost.features.social.person import look
from gatepost.features.social.protocol.authorization import Ticket
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.fetch import fetch
from gatepost.features.social.protocol.metadata import Endpoints
from gatepost.ground import clock

OK = range(200, 300)
LONGEST_TOKEN = 16 * 1024
LONGEST_SECONDS = 10 * 366 * 86400


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """A user's tokens from a provider.

    Args:
        access: The access token; "" if there is none.
        refresh: The refresh token; "" if there is none.
        id_token: The id_token, not yet verified.
        expires_at: Unix time in seconds; None if unknown.
        said: The whole answer of the token endpoint.
    """

    access: str = ""
    refresh: str = ""
    id_token: str = ""
    expires_at: float | None = None
    said: dict[str, Any] = {}

    def __repr__(self) -> str:
        return "<Tokens>"


def exchange(connection: Connection, endpoints: Endpoints, ticket: Ticket, code: str) -> Tokens:
    """Exchange a code for tokens, authenticated by the client's secret and the PKCE verifier.

    Raises:
        ProviderFault: REFUSED if the provider does not accept the code.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": ticket.redirect_uri}
    if connection.provider.pkce and ticket.verifier:
        form["code_verifier"] = ticket.verifier
    return _ask(connection, endpoints, form)


def refresh(connection: Connection, endpoints: Endpoints, token: str) -> Tokens:
    """Refresh the tokens; if the answer has no new refresh token, the old one is kept.

    Raises:
        ProviderFault: REFUSED if the user or the provider revoked it.
    """
    found = _ask(connection, endpoints, {"grant_type": "refresh_token", "refresh_token": token})
    return found if found.refresh else msgspec.structs.replace(found, refresh=token)


def _ask(connection: Connection, endpoints: Endpoints, form: dict[str, str]) -> Tokens:
    provider, client = connection.provider, connection.client
    secret = provider.make_secret(client) if provider.make_secret is not None else client.secret
    basic = None
    if secret and endpoints.basic_only:
        basic = (quote(client.id, safe=""), quote(secret, safe=""))
    else:
        form = {**form, "client_id": client.id} | ({"client_secret": secret} if secret else {})
    form = {provider.renamed.get(name, name): value for name, value in form.items()}
    answer = fetch("POST", endpoints.exchange, form=form, basic=basic)
    said = answer.value
    if answer.status not in OK or not isinstance(said, dict) or said.get("error"):
        raise ProviderFault(FaultReason.REFUSED, f"the token endpoint answered {answer.status}")
    return read(connection, said)


def read(connection: Connection, said: dict[str, Any]) -> Tokens:
    """Read the tokens from an answer.

    Raises:
        ProviderFault: It has no access token.
    """
    access = _text(look({"token": said}, connection.provider.access_token))
    if not access:
        raise ProviderFault(FaultReason.REFUSED, "the token endpoint gave no access token")
    seconds = _seconds(said.get("expires_in"))
    return Tokens(
        access=access,
        refresh=_text(said.get("refresh_token")),
        id_token=_text(said.get("id_token")),
        expires_at=clock.unix() + seconds if seconds else None,
        said=said,
    )


def _text(value: object) -> str:
    fits = isinstance(value, str) and len(value) <= LONGEST_TOKEN and value.isascii() and value.isprintable()
    return str(value) if fits else ""


def _seconds(value: object) -> float:
    """A lifetime, which some providers send as a string; 0 if it is missing or implausible."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= len(str(LONGEST_SECONDS)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 < value <= LONGEST_SECONDS else 0.0
