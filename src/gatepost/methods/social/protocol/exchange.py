"""A code becomes a token, and an old token a new one.

Source: RFC 6749, sections 2.3.1, 4.1.3, 5 and 6.
"""

from typing import Any
from urllib.parse import quote

import msgspec

from gatepost.ground import clock
from gatepost.methods.social.connection import Connection
from gatepost.methods.social.person import look
from gatepost.methods.social.protocol.authorization import Ticket
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.protocol.fetch import fetch
from gatepost.methods.social.protocol.metadata import Endpoints

OK = range(200, 300)
LONGEST_TOKEN = 16 * 1024
LONGEST_SECONDS = 10 * 366 * 86400


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider gave for a user.

    Args:
        access: The access token; "" if there is none.
        refresh: The refresh token.
        id_token: As it came, not looked at.
        expires_at: Unix seconds; None if it does not say.
        said: The whole answer.
    """

    access: str = ""
    refresh: str = ""
    id_token: str = ""
    expires_at: float | None = None
    said: dict[str, Any] = {}

    def __repr__(self) -> str:
        return "<Tokens>"


def exchange(connection: Connection, endpoints: Endpoints, ticket: Ticket, code: str) -> Tokens:
    """Give a code, and the proof that it is ours, for tokens.

    Raises:
        ProviderFault: REFUSED if the code is not taken.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": ticket.redirect_uri}
    if connection.provider.pkce and ticket.verifier:
        form["code_verifier"] = ticket.verifier
    return _ask(connection, endpoints, form)


def refresh(connection: Connection, endpoints: Endpoints, token: str) -> Tokens:
    """New tokens for an old one; the refresh token stays where none comes.

    Raises:
        ProviderFault: REFUSED if the user or the provider took it back.
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
        raise ProviderFault(Reason.REFUSED, f"the token endpoint answers {answer.status}")
    return read(connection, said)


def read(connection: Connection, said: dict[str, Any]) -> Tokens:
    """Tokens from an answer.

    Raises:
        ProviderFault: It has no access token.
    """
    access = _text(look({"token": said}, connection.provider.access_token))
    if not access:
        raise ProviderFault(Reason.REFUSED, "the token endpoint gave no access token")
    seconds = _seconds(said.get("expires_in"))
    return Tokens(
        access=access,
        refresh=_text(said.get("refresh_token")),
        id_token=_text(said.get("id_token")),
        expires_at=clock.unix() + seconds if seconds else None,
        said=said,
    )


def _text(value: Any) -> str:
    fits = isinstance(value, str) and len(value) <= LONGEST_TOKEN and value.isascii() and value.isprintable()
    return value if fits else ""


def _seconds(value: Any) -> float:
    """A lifetime; some send it as text."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= len(str(LONGEST_SECONDS)):
        value = int(value)
    return float(value) if type(value) in (int, float) and 0 < value <= LONGEST_SECONDS else 0.0
