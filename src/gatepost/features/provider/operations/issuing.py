"""The tokens of a grant: an access token as a JWT or opaque, and an ID token.

Source: RFC 9068; OpenID Connect Core, sections 2 and 3.1.3.6; RFC 7800 and RFC 9449 for `cnf`.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import AccessToken, Grant, OAuthClient
from gatepost.features.provider.operations import claims, encryption, refusals, scopes
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock, credentials, keyring
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import jwt, signing_keys

ACCESS, ACCESS_TYPE = "oauth-access", "at+jwt"
HALF = 16
NOTHING: Mapping[str, Any] = {}


class IssuedTokens(msgspec.Struct, frozen=True, kw_only=True):
    """What the token endpoint answers.

    Args:
        access_token: The access token.
        token_type: `Bearer`, or `DPoP` if it is bound to a key.
        expires_in: Its lifetime in seconds.
        scope: Its scopes, space-separated.
        refresh_token: The next refresh token; empty without one.
        id_token: The ID token; empty without the scope `openid`.
        further: Members that a grant type adds.
    """

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str = ""
    id_token: str = ""
    further: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<IssuedTokens {self.token_type}>"


def issue(
    grant: Grant,
    client: OAuthClient,
    *,
    scope: str | None = None,
    audiences: Sequence[str] | None = None,
    refresh_token: str = "",
    nonce: str = "",
    further: Mapping[str, Any] = NOTHING,
) -> IssuedTokens:
    """Issue the tokens of a grant.

    Args:
        grant: A valid grant, with its user.
        client: Its client.
        scope: Fewer scopes than the grant's; None for all.
        audiences: Fewer resource URIs than the grant's; None for all.
        refresh_token: The refresh token to answer with.
        nonce: The nonce of the ID token.
        further: Members that the grant type adds.

    Raises:
        Refused: `invalid_dpop_proof` for a client whose tokens must be bound to a key; UNAVAILABLE for one whose ID
            tokens are encrypted, if it has no key for that.
    """
    if client.dpop_bound and not grant.jkt:
        raise Refused(refusals.INVALID_DPOP_PROOF)
    scope = grant.scope if scope is None else scope
    audiences = grant.audiences if audiences is None else audiences
    now = int(clock.unix())
    ends = _ends(grant, now)
    make = _opaque if client.token_format == "opaque" else _jwt  # noqa: S105 - a format
    access = make(grant, client, scope, audiences, ends)
    asked = frozenset(scope.split())
    about_user = scopes.OPENID in asked and grant.user is not None and grant.parent_id is None
    return IssuedTokens(
        access_token=access,
        token_type="DPoP" if grant.jkt else "Bearer",
        expires_in=ends - now,
        scope=scope,
        refresh_token=refresh_token,
        id_token=id_token(grant, client, asked, access=access, nonce=nonce) if about_user else "",
        further=dict(further),
    )


def _ends(grant: Grant, now: int) -> int:
    """When an access token expires that is issued now, in Unix seconds; one that was exchanged ends with its grant."""
    if grant.parent_id is not None:
        return int(grant.expires_at.timestamp())
    return now + conf.read(TokensSettings).access_seconds


def _opaque(grant: Grant, client: OAuthClient, scope: str, audiences: Sequence[str], ends: int) -> str:
    del client
    text = credentials.make("o")
    queries.insert_access(
        AccessToken(
            digest=keyring.digest(ACCESS, text),
            grant_id=grant.id,
            scope=scope,
            audience=" ".join(audiences),
            created_at=clock.now(),
            expires_at=datetime.fromtimestamp(ends, UTC),
        )
    )
    return text


def _jwt(grant: Grant, client: OAuthClient, scope: str, audiences: Sequence[str], ends: int) -> str:
    tokens, issuer = conf.read(TokensSettings), conf.read(ProviderSettings).issuer
    now = int(clock.unix())
    found: dict[str, Any] = {
        "iss": issuer,
        "aud": _audience(audiences, issuer),
        "sub": claims.subject(client, grant.user) if grant.user is not None else client.client_id,
        "client_id": client.client_id,
        "jti": token_hex(16),
        "iat": now,
        "exp": ends,
        "scope": scope,
        "grant_id": grant.id.hex,
        **_login(grant),
    }
    if grant.jkt:
        found["cnf"] = {"jkt": grant.jkt}
    if grant.act:
        found["act"] = grant.act
    algorithm = "RS256" if tokens.algorithm == "HS256" else tokens.algorithm
    return jwt.sign(found, signing_keys.signer(algorithm), typ=ACCESS_TYPE)


def _audience(audiences: Sequence[str], issuer: str) -> str | list[str]:
    found = list(audiences) or [issuer]
    return found[0] if len(found) == 1 else found


def _login(grant: Grant) -> dict[str, Any]:
    """What a token says of the login behind it."""
    if grant.auth_time is None:
        return {}
    found = {"auth_time": int(grant.auth_time.timestamp()), "acr": grant.acr}
    return found | ({"amr": grant.amr.split()} if grant.amr else {})  # some methods have no name in RFC 8176


def id_token(grant: Grant, client: OAuthClient, asked: Collection[str], *, access: str = "", nonce: str = "") -> str:
    """Issue an ID token, encrypted if the client registered that.

    Args:
        grant: A grant with a user.
        client: Its client, the audience.
        asked: The scopes.
        access: The access token that is issued with it.
        nonce: The client's own value.

    Raises:
        Refused: UNAVAILABLE if it is to be encrypted, but the client has no key for that.
    """
    user: Any = grant.user
    now = int(clock.unix())
    found: dict[str, Any] = {
        **claims.of_user(grant, client, asked),
        "iss": conf.read(ProviderSettings).issuer,
        "sub": claims.subject(client, user),
        "aud": client.client_id,
        "iat": now,
        "exp": now + conf.read(TokensSettings).access_seconds,
        **_login(grant),
    }
    if grant.session_number is not None:
        found["sid"] = str(grant.session_number)
    if nonce:
        found["nonce"] = nonce
    if access:
        found["at_hash"] = _half_hash(access)
    signed = jwt.sign(found, signing_keys.signer(client.id_token_alg))
    return encryption.sealed(client, signed, client.id_token_encryption, cty="JWT")


def _half_hash(text: str) -> str:
    """The left half of the SHA-256 hash, which goes with RS256 and ES256."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:HALF]).rstrip(b"=").decode()
