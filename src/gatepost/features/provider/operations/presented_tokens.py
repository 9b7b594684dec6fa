"""What clients and resource servers ask about a token: who its user is, whether it is valid, and to revoke it.

Source: OpenID Connect Core, section 5.3; RFC 7662; RFC 7009.
"""

from typing import Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import grant_queries, queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import (
    claims,
    clients,
    encryption,
    found_token,
    grants,
    moved_tokens,
    refusals,
    scopes,
)
from gatepost.features.provider.operations.client_authentication import (
    Presented,
    authenticate,
    require_confidential,
)
from gatepost.features.provider.operations.found_token import FoundToken
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import credentials
from gatepost.ground.user_types import User
from gatepost.tokens.signed import jwt, signing_keys


class UserInfo(msgspec.Struct, frozen=True):
    """The claims of a user, and the JWT with them for a client that registered to get one, else empty."""

    claims: dict[str, Any]
    token: str = ""


def userinfo(text: str, *, jkt: str = "") -> UserInfo:
    """The claims of the user of an access token; one query.

    Args:
        text: The access token.
        jkt: The thumbprint of the key whose possession the request proves.

    Raises:
        Refused: `invalid_token`; `insufficient_scope` without the scope `openid`; UNAVAILABLE if the response is to be
            encrypted, but the client has no key for that.
    """
    found = found_token.access_token(text)
    issuer = conf.read(ProviderSettings).issuer
    if found is None or found.grant.user is None or issuer not in found.audiences or found.grant.jkt != jkt:
        raise Refused(refusals.INVALID_TOKEN)
    if scopes.OPENID not in found.scopes:
        raise Refused(refusals.INSUFFICIENT_SCOPE)
    client = clients.overlaid(found.grant.client)
    known = {**claims.of_user(found.grant, client, found.scopes), "sub": claims.subject(client, found.grant.user)}
    return UserInfo(known, _as_jwt(client, known, issuer))


def _as_jwt(client: OAuthClient, known: dict[str, Any], issuer: str) -> str:
    """Userinfo as its client registered to get it: signed, encrypted, both, or neither (empty)."""
    if not client.userinfo_alg:
        text = msgspec.json.encode(known).decode() if client.userinfo_encryption else ""
        return encryption.sealed(client, text, client.userinfo_encryption)
    addressed = {**known, "iss": issuer, "aud": client.client_id}
    signed = jwt.sign(addressed, signing_keys.signer(client.userinfo_alg))
    return encryption.sealed(client, signed, client.userinfo_encryption, cty="JWT")


def introspect(presented: Presented, text: str) -> dict[str, Any]:
    """What is known of a token, for its client and the resource servers that it is for; all others learn nothing.

    One query; two for an unknown token, since the client must be known even then.

    Raises:
        Refused: `invalid_client`.
    """
    found = _find(text, presented.client_id)
    client = authenticate(presented, _known(found, presented.client_id))
    require_confidential(client)
    if found is None or not _may_know(client, found):
        return {"active": False}
    grant = found.grant
    user: User | None = grant.user
    known: dict[str, Any] = {
        "active": True,
        "scope": found.scope,
        "client_id": grant.client.client_id,
        "token_type": "DPoP" if grant.jkt else "Bearer",
        "exp": found.expires_at,
        "iat": found.issued_at,
        "sub": found_token.subject_of(grant),
        "aud": list(found.audiences) if len(found.audiences) > 1 else found.audiences[0],
        "iss": conf.read(ProviderSettings).issuer,
    }
    if found.type == "refresh_token":
        known["token_type"] = found.type
    if user is not None:
        known["username"] = str(user.get_username())
        if "email" in found.scopes:  # by which mail servers, for example, know their users
            known |= claims.verified(grant, user, "email")
    if grant.auth_time is not None:
        known |= {"auth_time": int(grant.auth_time.timestamp()), "acr": grant.acr}
    if found.id:
        known["jti"] = found.id
    if grant.act:
        known["act"] = grant.act
    return known | ({"cnf": {"jkt": grant.jkt}} if grant.jkt else {})


def _find(text: str, caller: str = "") -> FoundToken | None:
    if credentials.well_formed("r", text):
        return found_token.refresh_token(text)
    found = found_token.access_token(text, caller)
    if found is None and moved_tokens.may_be(text):
        found = found_token.refresh_token(text)
    return found


def _known(found: FoundToken | None, caller: str) -> OAuthClient | None:
    """The client who asks, as far as it was read along with the token."""
    if found is None:
        return None
    if found.type == "refresh_token":
        return found.grant.client
    return grant_queries.caller_of(found.grant, caller)


def _may_know(client: OAuthClient, found: FoundToken) -> bool:
    return found.grant.client_id == client.id or bool(set(client.audiences) & set(found.audiences))


def revoke(presented: Presented, text: str) -> None:
    """Revoke a token of the client: an opaque access token alone, any other with everything of its grant.

    A JWT can't be taken back by itself, so the grant behind it goes. Unknown tokens count as revoked.

    Raises:
        Refused: `invalid_client`.
    """
    found = _find(text)
    client = authenticate(presented, found.grant.client if found is not None else None)
    if found is None or found.grant.client_id != client.id:
        return
    if found.row is not None:
        queries.delete_access(id=found.row)
    else:
        grants.revoke(found.grant)
