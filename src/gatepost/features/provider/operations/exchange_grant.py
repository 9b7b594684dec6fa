"""Exchange a user's access token for another one, with which the caller acts for that user.

Rules: the caller is a confidential client, and the token was issued to it or is for one of its resources, so that a
stolen token is useless to others. The new token has no further scopes, no later end and no refresh token; it ends with
the grant of the exchanged one. It always says who acts, in `act`. ID tokens are not exchanged: they have no scopes to
stay within, and name no grant whose revocation would end the new token.
Source: RFC 8693, sections 2 and 4.1; RFC 9449, section 5, for keys.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import (
    authorization_request,
    found_token,
    grant_types,
    issuing,
    refusals,
    scopes,
)
from gatepost.features.provider.operations.client_authentication import authenticate, require_confidential
from gatepost.features.provider.operations.found_token import FoundToken
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import TokenRequest, require_grant_type
from gatepost.ground import audit, clock, database
from gatepost.tokens.settings import TokensSettings

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name
KIND = "exchange"
MOST_ACTORS = 5
"""How often a token may be exchanged onwards; each check of the last one reads every grant behind it."""


def exchange(request: TokenRequest) -> IssuedTokens:
    """Issue an access token for the user of another one; four queries, one more for an actor token or an opaque token.

    Raises:
        Refused: `invalid_client`, `unauthorized_client`, `invalid_request`, `invalid_target`, `invalid_scope`,
            `invalid_dpop_proof`.
    """
    client = authenticate(request.presented)
    require_grant_type(client, grant_types.EXCHANGE)
    require_confidential(client)
    if request.parameters.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise _invalid("requested_token_type", "Only access tokens are issued")
    subject = _subject(request, client)
    actor = _actor(request, client)
    resources = _resources(request, client, subject)
    scope = _scope(request, client, subject)
    ends = min(int(clock.unix()) + conf.read(TokensSettings).access_seconds, subject.expires_at)
    source = subject.grant
    grant = Grant(
        kind=KIND,
        client=client,
        user=source.user,
        parent_id=source.id,
        parent_token=subject.row,
        session_id=source.session_id,
        auth_hash=source.auth_hash,
        auth_time=source.auth_time,
        acr=source.acr,
        amr=source.amr,
        scope=scope,
        audience=" ".join(resources),
        act=_act(actor, source),
        jkt=request.jkt,
        redeemed_at=clock.now(),
        created_at=clock.now(),
        expires_at=datetime.fromtimestamp(ends, UTC),
    )
    with database.atomic():
        queries.insert_grant(grant)
        named = {"client": client.client_id, "from": source.client.client_id}
        audit.record("oauth_token_exchanged", visit=request.visit, user_id=source.user_id, **named)
        return issuing.issue(grant, client, further={"issued_token_type": ACCESS_TOKEN})


def _invalid(param: str, text: str) -> Refused:
    """A token that is unacceptable for whatever reason is an `invalid_request` (RFC 8693, section 2.2.2)."""
    return Refused(msgspec.structs.replace(refusals.INVALID_REQUEST, param=param, text=f"{text}."))


def _found(request: TokenRequest, name: str) -> FoundToken:
    """A valid access token of ours among the parameters, whose key the request proves if it is bound to one."""
    text = request.required(name)
    if request.required(f"{name}_type") != ACCESS_TOKEN:
        raise _invalid(f"{name}_type", f"The {name} must be an access token of this server")
    found = found_token.access_token(text)
    if found is None or (found.grant.jkt and found.grant.jkt != request.jkt):
        raise _invalid(name, f"The {name} is invalid, expired or revoked, or bound to another key")
    return found


def _subject(request: TokenRequest, client: OAuthClient) -> FoundToken:
    found = _found(request, "subject_token")
    if found.grant.user is None:
        raise _invalid("subject_token", "The subject_token acts for no user")
    if found.grant.client_id != client.id and not set(client.audiences) & set(found.audiences):
        raise _invalid("subject_token", "The subject_token was not issued to this client, nor for its resources")
    return found


def _actor(request: TokenRequest, client: OAuthClient) -> str:
    """Who acts: the subject of the actor token, which was issued to the caller itself; without one the caller."""
    if not request.parameters.get("actor_token"):
        if request.parameters.get("actor_token_type"):
            raise _invalid("actor_token_type", "There is no actor_token")
        return str(client.client_id)
    found = _found(request, "actor_token")
    if found.grant.client_id != client.id or found.grant.kind == KIND:
        raise _invalid("actor_token", "The actor_token was not issued to this client for itself or its user")
    return found_token.subject_of(found.grant)


def _act(actor: str, source: Grant) -> Mapping[str, Any]:
    """The `act` claim: who acts now, and within it who did before."""
    if len(found_token.actors_of(source.act)) >= MOST_ACTORS:
        raise _invalid("subject_token", "The subject_token was exchanged too often")
    return {"sub": actor} | ({"act": source.act} if source.act else {})


def _resources(request: TokenRequest, client: OAuthClient, subject: FoundToken) -> list[str]:
    """The resources of the new token: some of the exchanged token's, or of those that staff allow this client."""
    own = [one for one in subject.audiences if one in subject.grant.audiences]
    asked = authorization_request.requested_resources([*request.resources, *request.audiences])
    if not set(asked) <= {*own, *client.exchange_resources}:
        raise Refused(refusals.INVALID_TARGET)
    return list(asked) or own


def _scope(request: TokenRequest, client: OAuthClient, subject: FoundToken) -> str:
    """The scopes of the new token: those requested, which both the exchanged token and the caller must have."""
    both = [one for one in subject.scope.split() if one in client.scopes and one != scopes.OFFLINE]
    asked = list(dict.fromkeys(request.parameters.get("scope", "").split()))
    if not set(asked) <= set(both):
        raise Refused(refusals.INVALID_SCOPE)
    return " ".join(asked or both)
