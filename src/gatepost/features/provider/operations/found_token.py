"""The grant behind an access token, opaque or a JWT; one query, none for malformed input."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from gatepost import conf
from gatepost.features.provider import grant_queries
from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import clients, grants, issuing, moved_tokens
from gatepost.features.provider.operations.claims import subject
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock, credentials, keyring
from gatepost.tokens.refresh import lineage
from gatepost.tokens.signed import jwt, signing_keys
from gatepost.tokens.signed.jwt import BadToken, Policy

REQUIRED = ("exp", "iat", "iss", "aud", "sub", "jti", "client_id", "grant_id")
_HEX = re.compile(r"[0-9a-f]{32}")


class FoundToken(msgspec.Struct, frozen=True, kw_only=True):
    """A valid token.

    Args:
        grant: What it was issued from, with client, user and session.
        scope: Its scopes, space-separated.
        audiences: Whom it is for.
        expires_at: When it expires, in Unix seconds.
        issued_at: When it was issued, in Unix seconds.
        type: `access_token` or `refresh_token`.
        id: Its `jti`; empty for an opaque one.
        row: The primary key of an opaque access token.
    """

    grant: Grant
    scope: str
    audiences: tuple[str, ...]
    expires_at: int
    issued_at: int
    type: str = "access_token"
    id: str = ""
    row: UUID | None = None

    @property
    def scopes(self) -> frozenset[str]:
        """Its scopes."""
        return frozenset(self.scope.split())


def claims_of(text: str) -> Mapping[str, Any] | None:
    """The claims of a JWT access token of ours, by its signature alone; None for any other text. No query."""
    issuer = conf.read(ProviderSettings).issuer
    policy = Policy(
        keys=signing_keys.find, types=(issuing.ACCESS_TYPE,), issuers=(issuer,), required=REQUIRED, leeway=0
    )
    try:
        found = jwt.verify(text, policy).values
    except BadToken:
        return None
    return found if isinstance(found["grant_id"], str) and _HEX.fullmatch(found["grant_id"]) else None


def audiences_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a JWT access token is for."""
    audience = claims["aud"]
    return (audience,) if isinstance(audience, str) else tuple(audience)


def actors_of(act: object) -> tuple[str, ...]:
    """Who acts for the user of a token, by its `act` claim: the present actor first. Source: RFC 8693, section 4.1."""
    found: list[str] = []
    while isinstance(act, Mapping):
        found.append(str(act.get("sub", "")))
        act = act.get("act")
    return tuple(found)


def subject_of(grant: Grant) -> str:
    """The `sub` of a grant's tokens: its user as the client knows them, or the client itself."""
    client = clients.overlaid(grant.client)
    return subject(client, grant.user) if grant.user is not None else client.client_id


def access_token(text: str, caller: str = "") -> FoundToken | None:
    """The valid access token with this text.

    Args:
        text: The token.
        caller: The public id of the client who asks, read along in the same statement; see `grant_queries.caller_of`.
    """
    if credentials.well_formed("o", text):
        return _opaque(keyring.digests(issuing.ACCESS, text), caller)
    claims = claims_of(text) if "." in text else None
    if claims is None:
        return _opaque(moved_tokens.access_digests(text), caller) if moved_tokens.may_be(text) else None
    grant = grant_queries.by_id(UUID(claims["grant_id"]), caller)
    if grant is None or not grants.is_valid(grant):
        return None
    return FoundToken(
        grant=grant,
        scope=str(claims.get("scope", "")),
        audiences=audiences_of(claims),
        expires_at=int(claims["exp"]),
        issued_at=int(claims["iat"]),
        id=str(claims["jti"]),
    )


def _opaque(digests: Sequence[str], caller: str) -> FoundToken | None:
    found = grant_queries.access_token(digests, caller)
    if found is None:
        return None
    token, grant = found, found.grant
    if token.expires_at <= clock.now() or not grants.is_valid(grant):
        return None
    return FoundToken(
        grant=grant,
        scope=token.scope,
        audiences=tuple(token.audience.split()) or (conf.read(ProviderSettings).issuer,),
        expires_at=int(token.expires_at.timestamp()),
        issued_at=int(token.created_at.timestamp()),
        row=token.id,
    )


def refresh_token(text: str) -> FoundToken | None:
    """The valid refresh token with this text, of the family's current generation."""
    grant, text = moved_tokens.find_refresh(text)
    family = grant.family if grant is not None else None
    if grant is None or family is None or not grants.is_valid(grant) or family.expires_at <= clock.now():
        return None
    if family.current not in lineage.digests(lineage.OAUTH, text):
        return None
    return FoundToken(
        grant=grant,
        scope=grant.scope,
        audiences=tuple(grant.audiences) or (conf.read(ProviderSettings).issuer,),
        expires_at=int(family.expires_at.timestamp()),
        issued_at=int((family.rotated_at or family.created_at).timestamp()),
        type="refresh_token",
    )
