"""Who came back from a provider: redeem the provider's answer for an identity."""

import hashlib
from datetime import timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.social import purposes
from gatepost.features.social.connections import Connection
from gatepost.features.social.operations import failures
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.features.social.protocol import authorization, exchange, metadata, profile
from gatepost.features.social.protocol.authorization import Returned, Ticket
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.features.social.protocol.fault import ProviderFault
from gatepost.features.social.settings import SocialSettings
from gatepost.flow.visit import Visit
from gatepost.ground import clock, secrets


def by_code(visit: Visit, connection: Connection, ticket: Ticket, returned: Returned) -> Arrival:
    """The user whose code the provider returned.

    Raises:
        Refused: `provider_failed`, `provider_unavailable`.
    """
    try:
        endpoints = metadata.endpoints(connection)
        authorization.check_return(connection, endpoints, returned)
        tokens = exchange.exchange(connection, endpoints, ticket, returned.code)
        person = profile.of_login(connection, endpoints, tokens, ticket.nonce or None, _extra(returned))
    except ProviderFault as fault:
        raise failures.refused(visit, connection, fault) from None
    return Arrival(visit=visit, connection=connection, person=person, tokens=tokens)


def _extra(returned: Returned) -> dict[str, Any]:
    """The name that Apple posts through the browser at the first login; unsigned, so only good for display."""
    try:
        said = msgspec.json.decode(returned.user)["name"]
        return {"user": {"name": f"{said.get('firstName', '')} {said.get('lastName', '')}".strip()}}
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError, AttributeError):
        return {}


def by_token(visit: Visit, connection: Connection, tokens: Tokens, *, once: bool) -> Arrival:
    """The user whose token another program got from the provider.

    Args:
        visit: The request.
        connection: The connection to the provider.
        tokens: An ID token, an access token or both.
        once: Whether an ID token may be used only once.

    Raises:
        Refused: `invalid_token`, `provider_unavailable`.
    """
    try:
        person, claims = profile.of_posted(connection, tokens)
    except ProviderFault as fault:
        raise failures.refused(visit, connection, fault, failures.INVALID_TOKEN) from None
    if once and tokens.id_token and claims and not _first_use(tokens.id_token, claims):
        raise Refused(failures.INVALID_TOKEN)
    return Arrival(visit=visit, connection=connection, person=person, tokens=tokens)


def _first_use(token: str, claims: dict[str, Any]) -> bool:
    """Mark a token as used; False if it was used before. Without a `jti`, depending on `social.tokens_once`."""
    if "jti" in claims:
        mark = f"{claims['iss']} {claims['jti']}"
    elif conf.read(SocialSettings).tokens_once:
        mark = hashlib.sha256(token.encode()).hexdigest()
    else:
        return True
    seconds = max(60.0, float(claims["exp"]) - clock.unix() + 60)
    return secrets.first_use(purposes.ID_TOKEN, mark, lifetime=timedelta(seconds=seconds))
