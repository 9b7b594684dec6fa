"""Tell clients that a session ended in which their user had logged in, by a signed logout token.

Tokens wait in the outbox like mails, so that no logout waits for a client's server or fails because of it. Each attempt
signs a new one. A client is told of the sessions that its own tokens name.
Source: OpenID Connect Back-Channel Logout 1.0, sections 2.4 to 2.8.
"""

import logging
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import claims, clients, encryption
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import audit, clock, outbox
from gatepost.ground.guarded_http import client as http
from gatepost.ground.guarded_http.fault import RequestFault, Unavailable
from gatepost.ground.user_types import UserId
from gatepost.tokens.signed import jwt, signing_keys

log = logging.getLogger("gatepost")
CHANNEL, KIND = "logout", "provider/logout"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPE = "logout+jwt"
SECONDS = 120
"""The lifetime of a logout token."""
BAD_REQUEST = 400


def sessions_ended(user_id: UserId, numbers: Sequence[int]) -> None:
    """Tell the clients in which a user had logged in by these sessions; devices stay logged in. One query, or none."""
    if conf.read(ProviderSettings).enabled:
        _tell(queries.grants_of_sessions(user_id, numbers, clock.now()))


def access_ended(user_id: UserId) -> None:
    """Tell all clients in which a user is logged in, devices among them. One query, or none."""
    if conf.read(ProviderSettings).enabled:
        _tell(queries.grants_of_user(user_id, clock.now()))


def _tell(grants: Sequence[Grant]) -> None:
    """Put one message for each client and session into the outbox."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for grant in grants:
        client = clients.overlaid(grant.client)
        user: Any = grant.user
        if client.backchannel_logout_uri:
            sid, subject = str(grant.session_number), claims.subject(client, user)
            found[client.client_id, sid] = {"sub": subject, "sid": sid, "user": str(grant.user_id)}
    for (client_id, _), context in found.items():
        outbox.put(CHANNEL, KIND, client_id, context, language="")


def deliver(client_id: str, context: Mapping[str, Any], *, last: bool) -> None:
    """Send a logout token to its client, which may have been disabled or changed since.

    Args:
        client_id: The client's public id.
        context: What the outbox kept: `sub`, `sid`, and the user's primary key.
        last: Whether this is the last attempt.

    Raises:
        RequestFault: The client's server doesn't accept it; the outbox tries again.
    """
    client = clients.find(client_id)
    if client is None or client.disabled_at is not None or not client.backchannel_logout_uri:
        return
    try:
        _post(client, logout_token(client, subject=context["sub"], sid=context["sid"]))
    except RequestFault as fault:
        log.warning("The OAuth client %s could not be told of a logout: %s", client_id, fault)
        if last:
            audit.record("oauth_logout_sent", user_id=context["user"], outcome="refused", client=client_id)
        raise
    audit.record("oauth_logout_sent", user_id=context["user"], client=client_id)


def logout_token(client: OAuthClient, *, subject: str, sid: str) -> str:
    """A new logout token for a client. It has no `nonce`, so that it never passes for an ID token.

    Raises:
        RequestFault: It is to be encrypted as the client's ID tokens are, but the client has no key for that.
    """
    now = int(clock.unix())
    found = {
        "iss": conf.read(ProviderSettings).issuer,
        "sub": subject,
        "aud": client.client_id,
        "iat": now,
        "exp": now + SECONDS,
        "jti": token_hex(16),
        "sid": sid,
        "events": {EVENT: {}},
    }
    signed = jwt.sign(found, signing_keys.signer(client.id_token_alg), typ=TYPE)
    try:
        return encryption.sealed(client, signed, client.id_token_encryption, cty="JWT", typ=TYPE, iss=found["iss"])
    except Refused:
        raise Unavailable("its keys cannot be used") from None


def _post(client: OAuthClient, token: str) -> None:
    settings = conf.read(ProviderSettings)
    answer = http.fetch(
        "POST",
        client.backchannel_logout_uri,
        form={"logout_token": token},
        allowed=settings.allowed_hosts,
        ca_file=settings.ca_file,
    )
    if answer.status >= BAD_REQUEST:
        raise Unavailable(f"it answered {answer.status}")
