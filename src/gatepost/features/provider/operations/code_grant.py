"""Exchange an authorization code for tokens.

Rules: a code works once, within a minute, for the client, redirect URI, PKCE challenge and session that it was issued
to. One conditional update decides who redeems it; any further attempt revokes what was issued for it.
Source: RFC 6749, section 4.1.3; RFC 7636, section 4.6; RFC 9700, section 4.5; OAuth 2.1, section 4.1.3.
"""

import base64
import hashlib
import re
from datetime import timedelta
from secrets import compare_digest
from typing import Any

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import grant_queries, queries
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import encryption, grant_types, grants, issuing, refusals, scopes
from gatepost.features.provider.operations.client_authentication import authenticate
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import (
    TokenRequest,
    narrowed_audiences,
    require_grant_type,
)
from gatepost.ground import audit, clock, credentials, database, keyring
from gatepost.sessions import issue as sessions
from gatepost.tokens.origin import Origin
from gatepost.tokens.refresh import families
from gatepost.tokens.refresh.lineage import OAUTH
from gatepost.tokens.settings import TokensSettings

CODE = "oauth-code"
WIRE = "oauth"
_VERIFIER = re.compile(r"[!-~]{43,128}")
"""Wider than RFC 7636, section 4.1: some clients send plain base64, and only the length makes it hard to guess."""


class _AlreadyRedeemed(Exception):  # noqa: N818 - a verdict, caught below
    """Another request redeemed the code first."""


def redeem(request: TokenRequest) -> IssuedTokens:
    """Redeem a code; five queries, or six with an opaque access token.

    Raises:
        Refused: `invalid_grant`, `invalid_client`, `unauthorized_client`, `invalid_target`, `invalid_request`.
    """
    code = request.required("code")
    grant = grant_queries.by_code(keyring.digests(CODE, code)) if credentials.well_formed("c", code) else None
    client = authenticate(request.presented, grant.client if grant is not None else None)
    require_grant_type(client, grant_types.CODE)
    verifier = request.required("code_verifier")
    if grant is None or grant.client_id != client.id:
        raise Refused(refusals.INVALID_GRANT)
    if grant.redeemed_at is not None:
        raise _replayed(request, grant)
    _check(request, grant, verifier)
    audiences = narrowed_audiences(grant, request.resources)
    encryption.prepare(client)
    try:
        return database.retry_transaction_on_deadlock(lambda: _write(request, grant, client, audiences))
    except _AlreadyRedeemed:
        raise _replayed(request, grant) from None


def _check(request: TokenRequest, grant: Grant, verifier: str) -> None:
    expired = grant.code_expires_at is None or grant.code_expires_at <= clock.now()
    uri = request.parameters.get("redirect_uri", grant.redirect_uri)
    bound = not grant.jkt or compare_digest(grant.jkt, request.jkt)
    if expired or uri != grant.redirect_uri or not bound or not grants.is_valid(grant):
        raise Refused(refusals.INVALID_GRANT)
    if not _VERIFIER.fullmatch(verifier) or not compare_digest(challenge(verifier), grant.code_challenge):
        raise Refused(refusals.INVALID_GRANT)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _write(request: TokenRequest, grant: Grant, client: OAuthClient, audiences: list[str]) -> IssuedTokens:
    """Redeem the code and issue its tokens, or undo everything if another request redeemed it."""
    settings, now = conf.read(TokensSettings), clock.now()
    if database.deadlocks_between_inserts():
        queries.lock_grant(grant.id)
    columns = _columns(request, grant)
    refresh = ""
    seconds = settings.access_seconds
    if grant_types.REFRESH in client.grant_types:
        generation = start_family(request, grant, offline=columns["session_id"] is None)
        refresh, columns["family_id"] = generation.text, generation.family.id
        seconds = settings.refresh_absolute_seconds
    if client.backchannel_logout_uri:  # the grant is kept to know whom to tell when the session ends
        seconds = settings.refresh_absolute_seconds
    expires_at = now + timedelta(seconds=seconds)
    if not queries.redeem(grant, now, expires_at=expires_at, **columns):
        raise _AlreadyRedeemed
    for name, value in columns.items():
        setattr(grant, name, value)
    return issuing.issue(grant, client, audiences=audiences, refresh_token=refresh, nonce=grant.nonce)


def _columns(request: TokenRequest, grant: Grant) -> dict[str, Any]:
    """What changes on a grant when its code is redeemed: with `offline_access` it outlives the session."""
    offline = scopes.OFFLINE in grant.scopes
    return {
        "session_id": None if offline else grant.session_id,
        "auth_hash": sessions.auth_hash(grant.user) if offline and grant.user is not None else "",
        "jkt": request.jkt,
    }


def start_family(request: TokenRequest, grant: Grant, *, offline: bool) -> families.Generation:
    """Start the refresh family of a grant, which ends with its session unless it is offline."""
    session = grant.session
    return families.start(
        grant.user,
        kind=OAUTH,
        session=sessions.state_of(session, grant.user) if session is not None and not offline else None,
        origin=Origin(
            wire=WIRE,
            authenticated_at=grant.auth_time,
            ip=request.visit.ip,
            user_agent=request.visit.user_agent,
        ),
        scope=grant.scope,
    )


def _replayed(request: TokenRequest, grant: Grant) -> Refused:
    """Revoke everything that was issued for a code, with one audit event however many requests replay it."""
    fresh = grant_queries.by_id(grant.id)
    if fresh is not None and fresh.redeemed_at is not None and grants.revoke(fresh):
        audit.record(
            "oauth_code_replayed",
            visit=request.visit,
            user_id=grant.user_id,
            outcome="refused",
            client=grant.client.client_id,
        )
    return Refused(refusals.INVALID_GRANT)
