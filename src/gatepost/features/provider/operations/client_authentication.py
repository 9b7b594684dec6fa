"""Who a client is, at every endpoint that it calls by itself.

Each method is a function in `METHODS`; what a client may use is registered. Source: RFC 6749, section 2.3.
"""

import msgspec

from gatepost.errors import Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_assertions, clients, moved_secrets, refusals
from gatepost.tokens.signed.jwt import BadToken

NONE, BASIC, POST, KEY = "none", "client_secret_basic", "client_secret_post", "private_key_jwt"


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says of its client.

    Args:
        method: How: one of `METHODS`.
        client_id: The client's public id.
        secret: Its secret.
        assertion: A JWT signed with its key.
        audiences: By which names the assertion may call this server: its issuer, or the endpoint.
        network: The network that it came from.
    """

    method: str = NONE
    client_id: str = ""
    secret: str = ""
    assertion: str = ""
    audiences: tuple[str, ...] = ()
    network: str = ""

    def __repr__(self) -> str:
        return f"<Presented {self.method} {self.client_id!r}>"


def _none(client: OAuthClient, presented: Presented) -> bool:
    return not client.confidential and not presented.secret


def _secret(client: OAuthClient, presented: Presented) -> bool:
    """Either place is accepted for a secret, whichever is registered."""
    if client.auth_method not in (BASIC, POST):
        return False
    return clients.has_secret(client, presented.secret) or moved_secrets.is_valid(
        client, presented.secret, presented.network
    )


def _key(client: OAuthClient, presented: Presented) -> bool:
    """Whether it signed the assertion; its id is used up then, with an insert."""
    if client.auth_method != KEY:
        return False
    try:
        client_assertions.verify(presented.assertion, client, presented.audiences)
    except BadToken:
        return False
    return True


METHODS = {NONE: _none, BASIC: _secret, POST: _secret, KEY: _key}


def authenticate(presented: Presented, known: OAuthClient | None = None) -> OAuthClient:
    """The client of a request; no query if it is the one that was read along with its token.

    Args:
        presented: What the request says.
        known: The client of the code or token in the request.

    Raises:
        Refused: `invalid_client`.
    """
    if known is not None and known.client_id == presented.client_id:
        client: OAuthClient | None = clients.overlaid(known)
    else:
        client = clients.find(presented.client_id, calling=True) if presented.client_id else None
    if client is None or client.disabled_at is not None or not METHODS[presented.method](client, presented):
        raise Refused(refusals.INVALID_CLIENT)
    return client


def require_confidential(client: OAuthClient) -> None:
    """Refuse a client that can't prove who it is.

    Raises:
        Refused: `invalid_client`.
    """
    if not client.confidential:
        raise Refused(refusals.INVALID_CLIENT)
