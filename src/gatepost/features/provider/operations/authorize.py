"""The authorization endpoint: a browser comes with a request, and leaves with a code, an error, or for the web app.

A client and its redirect URI are known before anything is sent there. What the user must still do is decided by one
function, `lacking`, when the browser comes and again when the user answers.
Source: RFC 6749, section 4.1; OpenID Connect Core, section 3.1.2; RFC 9207; RFC 9470.
"""

import enum
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import msgspec

from gatepost import conf
from gatepost.errors import LOGIN_REQUIRED, Refusal, Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import (
    authorization_request,
    claims,
    client_documents,
    clients,
    code_grant,
    consents,
    pending_requests,
    refusals,
    response_modes,
)
from gatepost.features.provider.operations.authorization_request import AuthorizationRequest
from gatepost.features.provider.operations.client_authentication import Presented, authenticate
from gatepost.features.provider.operations.pending_requests import Stored
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.sensitive import PROOF_REQUIRED
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, keyring
from gatepost.ground.targets import with_fragment
from gatepost.sessions.state import SessionState


class Lacks(enum.StrEnum):
    """What a visitor must still do before an app gets its code."""

    NOTHING = "nothing"
    LOGIN = "login"
    REAUTHENTICATION = "reauthentication"
    SECOND_FACTOR = "second_factor"
    CONSENT = "consent"
    ACCOUNT = "account"


ERRORS = {
    Lacks.LOGIN: refusals.OIDC_LOGIN_REQUIRED,
    Lacks.REAUTHENTICATION: refusals.OIDC_LOGIN_REQUIRED,
    Lacks.SECOND_FACTOR: refusals.INTERACTION_REQUIRED,
    Lacks.CONSENT: refusals.CONSENT_REQUIRED,
    Lacks.ACCOUNT: refusals.ACCOUNT_SELECTION_REQUIRED,
}
"""What a client with `prompt=none` is told."""


class Back(msgspec.Struct, frozen=True):
    """Where and how an answer gets back to a client, and the client's own value for it."""

    uri: str
    state: str
    mode: str

    @classmethod
    def of(cls, request: AuthorizationRequest) -> Self:
        """The way back of a valid request."""
        return cls(request.redirect_uri, request.state, request.response_mode)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A request that waits for its user.

    Args:
        client: Who asks.
        request: For what.
        lacks: What the visitor must do next.
        expires_at: Until when, at the latest.
    """

    client: OAuthClient
    request: AuthorizationRequest
    lacks: Lacks
    expires_at: datetime


def lacking(session: SessionState | None, request: AuthorizationRequest) -> Lacks:
    """What the login of a visitor lacks; consent apart."""
    if session is None or session.user is None:
        return Lacks.LOGIN
    if session.level < request.level:
        return Lacks.SECOND_FACTOR
    return Lacks.REAUTHENTICATION if session.authenticated_at < request.fresh_since else Lacks.NOTHING


def _next(visit: Visit, client: OAuthClient, request: AuthorizationRequest) -> Lacks:
    """What a visitor must do next, consent included."""
    found = lacking(visit.session, request)
    if found is not Lacks.NOTHING:
        return found
    if "select_account" in request.prompt:
        return Lacks.ACCOUNT
    return Lacks.CONSENT if consents.is_needed(client, request, visit.user.pk) else Lacks.NOTHING


def begin(visit: Visit, parameters: Mapping[str, str], resources: Sequence[str]) -> str:
    """Answer a browser; returns the URL to send it to: the client's, with a code or an error, or the web app's.

    Args:
        visit: The request.
        parameters: What the client sent along, each given once.
        resources: The values of `resource`.

    Raises:
        Refused: `unknown_client`, `unknown_redirect_uri`, `invalid_request_uri`: nothing may be sent to the client; any
            other error of a client that registered itself and that staff have not verified.
    """
    client = _client(visit, parameters.get("client_id", ""))
    if parameters.get("request_uri", "").startswith(pending_requests.PREFIX):
        request = pending_requests.find_pushed(parameters["request_uri"], client.client_id)
    else:
        uri = authorization_request.redirect_uri(client, parameters.get("redirect_uri", ""))
        try:
            if client.require_par:
                text = "This client must push its requests."
                raise Refused(msgspec.structs.replace(refusals.INVALID_REQUEST, text=text))  # noqa: TRY301
            request = authorization_request.read(client, parameters, resources, uri=uri)
        except Refused as refused:
            mode = authorization_request.response_mode(parameters, uri)
            sent = Back(uri, parameters.get("state", ""), mode)
            return _error_before_consent(client, sent, refused.refusals[0])
    lacks = _next(visit, client, request)
    if lacks is Lacks.NOTHING:
        return _approve(visit, client, request, None)
    if "none" in request.prompt:
        return _error_before_consent(client, Back.of(request), ERRORS[lacks])
    return with_fragment(conf.read(ProviderSettings).page, request=pending_requests.store(request))


def push(presented: Presented, parameters: Mapping[str, str], resources: Sequence[str], *, jkt: str = "") -> str:
    """Keep the request of a client that it sent itself; returns its `request_uri`.

    Args:
        presented: Who sends it.
        parameters: The parameters of the authorization request.
        resources: The values of `resource`.
        jkt: The thumbprint of the key whose possession it proves.

    Raises:
        Refused: `invalid_client`, `invalid_dpop_proof`, or as for an authorization request.
    """
    client = authenticate(presented)
    if parameters.get("request_uri"):
        raise Refused(refusals.INVALID_REQUEST)
    try:
        uri = authorization_request.redirect_uri(client, parameters.get("redirect_uri", ""))
    except Refused:
        raise Refused(refusals.INVALID_REQUEST.at("redirect_uri")) from None
    request = authorization_request.read(client, parameters, resources, uri=uri)
    if jkt and request.jkt not in ("", jkt):
        raise Refused(refusals.INVALID_DPOP_PROOF)
    return pending_requests.push(msgspec.structs.replace(request, jkt=jkt or request.jkt))


def show(visit: Visit, key: str) -> Shown:
    """A request that waits for its user, for the web app's page.

    Raises:
        Refused: `authorization_request_expired`.
    """
    stored = pending_requests.find(key)
    client = clients.find(stored.request.client_id)
    if client is None or client.disabled_at is not None:
        raise Refused(refusals.UNKNOWN_REQUEST)
    lacks = _next(visit, client, stored.request)
    return Shown(client=client, request=stored.request, lacks=lacks, expires_at=stored.secret.expires_at)


def answer(visit: Visit, key: str, *, allow: bool) -> str:
    """Take the user's answer to a request; returns the client's URL, with a code or an error.

    Raises:
        Refused: `authorization_request_expired`; LOGIN_REQUIRED, PROOF_REQUIRED if the login lacks something.
    """
    stored = pending_requests.find(key)
    request = stored.request
    client = clients.find(request.client_id)
    if client is None or client.disabled_at is not None:
        raise Refused(refusals.UNKNOWN_REQUEST)
    if not allow:
        return _decline(stored, request, refusals.ACCESS_DENIED)
    lacks = lacking(visit.session, request)
    if lacks is not Lacks.NOTHING:
        raise Refused(LOGIN_REQUIRED if lacks is Lacks.LOGIN else PROOF_REQUIRED)
    return _approve(visit, client, request, stored)


def _client(visit: Visit, client_id: str) -> OAuthClient:
    client = client_documents.find(visit, client_id) if client_id else None
    if client is None or client.disabled_at is not None:
        raise Refused(refusals.UNKNOWN_CLIENT)
    return client


def _approve(visit: Visit, client: OAuthClient, request: AuthorizationRequest, stored: Stored | None) -> str:
    """Issue the code; with the user's answer to a request, remember it as consent."""
    session = visit.session
    if session is None:
        raise Refused(LOGIN_REQUIRED)
    if request.subject and claims.subject(client, session.user) != request.subject:
        return _decline(stored, request, refusals.OIDC_LOGIN_REQUIRED)
    code, now = credentials.make("c"), clock.now()
    ends = now + timedelta(seconds=conf.read(ProviderSettings).code_seconds)
    grant = Grant(
        kind="code",
        client=client,
        user=session.user,
        session_id=session.id,
        session_number=session.number,
        scope=request.scope,
        audience=" ".join(request.resources),
        nonce=request.nonce,
        auth_time=datetime.fromtimestamp(session.authenticated_at, UTC),
        acr=f"aal{session.level}",
        amr=" ".join(session.amr),
        jkt=request.jkt,
        code_digest=keyring.digest(code_grant.CODE, code),
        code_expires_at=ends,
        code_challenge=request.code_challenge,
        redirect_uri=request.redirect_uri,
        created_at=now,
        expires_at=ends,
    )

    def written() -> str:
        if not pending_requests.use_up(stored, request):
            raise Refused(refusals.UNKNOWN_REQUEST if stored is not None else refusals.INVALID_REQUEST_URI)
        if stored is not None:
            consents.remember(client, request.scopes, request.resources, session.user.pk)
        queries.insert_grant(grant)
        audit.record("oauth_authorized", visit=visit, user_id=session.user.pk, client=client.client_id)
        return response_modes.location(request.redirect_uri, request.response_mode, code=code, state=request.state)

    return database.retry_transaction_on_deadlock(written)


def _decline(stored: Stored | None, request: AuthorizationRequest, refusal: Refusal) -> str:
    """Use up a request without a code; returns the client's URL with an error."""

    def written() -> str:
        if not pending_requests.use_up(stored, request):
            raise Refused(refusals.UNKNOWN_REQUEST)
        return error_url(Back.of(request), refusal)

    return database.retry_transaction_on_deadlock(written)


def _error_before_consent(client: OAuthClient, back: Back, refusal: Refusal) -> str:
    """The client's URL with an error that needs nothing from the user.

    Anyone can register a client where registration is open. If such an error were sent to it, links to this server
    would lead anywhere.
    Source: RFC 9700, section 4.11.2.

    Raises:
        Refused: The error itself, for a client that registered itself and that staff have not verified.
    """
    if client.source == queries.SELF_REGISTERED and not client.verified:
        raise Refused(refusal)
    return error_url(back, refusal)


def error_url(back: Back, refusal: Refusal) -> str:
    """The client's URL with an error, which names us too (RFC 9207)."""
    described = str(refusal.text)
    return response_modes.location(
        back.uri, back.mode, error=refusal.code, error_description=described, state=back.state
    )
