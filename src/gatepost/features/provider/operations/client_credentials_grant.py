"""Tokens for a client that acts for itself. Source: RFC 6749, section 4.4."""

from datetime import timedelta

from gatepost import conf
from gatepost.features.provider import queries
from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import authorization_request, grant_types, issuing, scopes
from gatepost.features.provider.operations.client_authentication import authenticate, require_confidential
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import TokenRequest, require_grant_type
from gatepost.ground import clock, database
from gatepost.tokens.settings import TokensSettings


def issue_to_client(request: TokenRequest) -> IssuedTokens:
    """Issue an access token for the client's own use, without any of OpenID's scopes, which are about users.

    Raises:
        Refused: `invalid_client`, `unauthorized_client`, `invalid_scope`, `invalid_target`.
    """
    client = authenticate(request.presented)
    require_grant_type(client, grant_types.CLIENT)
    require_confidential(client)
    asked = authorization_request.requested_scope(client, request.parameters.get("scope", ""))
    scope = " ".join(one for one in asked.split() if one not in scopes.STANDARD)
    resources = authorization_request.requested_resources(request.resources)
    now = clock.now()
    grant = Grant(
        kind="client",
        client=client,
        scope=scope,
        audience=" ".join(resources),
        jkt=request.jkt,
        redeemed_at=now,
        created_at=now,
        expires_at=now + timedelta(seconds=conf.read(TokensSettings).access_seconds),
    )
    with database.atomic():
        queries.insert_grant(grant)
        return issuing.issue(grant, client)
