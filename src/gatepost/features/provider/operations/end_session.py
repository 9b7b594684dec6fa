"""Log a user out because an app sent their browser here.

Anyone can make a link to this endpoint. The web app therefore asks the user first, unless the ID token in the request
belongs to this browser's own session and its user. Nobody is sent anywhere but to a registered URI of the client.
Source: OpenID Connect RP-Initiated Logout 1.0; RFC 9700, section 4.11.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import compare_digest

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import authorization_request, claims, clients, pending_requests, refusals
from gatepost.features.provider.operations.pending_requests import LogoutRequest
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow import logout
from gatepost.flow.visit import Visit
from gatepost.ground.targets import with_fragment, with_query
from gatepost.tokens.signed import jwt, signing_keys
from gatepost.tokens.signed.jwt import BadToken, Claims, Policy


class Destination(msgspec.Struct, frozen=True):
    """Where to send the browser, and whether its session has just ended."""

    url: str
    ended: bool = False


class ShownLogout(msgspec.Struct, frozen=True, kw_only=True):
    """A client's request to log the visitor out.

    Args:
        client: Who asks.
        request: What it asks.
        confirm: Whether the visitor must be asked before anything happens.
        expires_at: Until when the request is valid.
    """

    client: OAuthClient
    request: LogoutRequest
    confirm: bool
    expires_at: datetime


def begin(visit: Visit, parameters: Mapping[str, str]) -> Destination:
    """Answer a browser that an app sent here to log out; at most three queries, beside those of the logout itself.

    Args:
        visit: The request.
        parameters: What the app sent along, each given once.

    Raises:
        Refused: `unknown_client`; `unknown_post_logout_redirect_uri`; `invalid_request`, also for an ID token that
            isn't the client's: nothing may be sent to the client.
    """
    authorization_request.check_lengths(parameters, ("state", "ui_locales"))
    hint = _hint(parameters.get("id_token_hint", ""))
    client = _client(hint, parameters.get("client_id", ""))
    location = _location(client, parameters)
    page = conf.read(ProviderSettings).logout_page
    if client is None:
        return Destination(page)
    request = LogoutRequest(
        client_id=client.client_id,
        location=location,
        sid=str(hint.values.get("sid", "")) if hint is not None else "",
        subject=hint.subject if hint is not None else "",
        ui_locales=parameters.get("ui_locales", ""),
    )
    if _is_own(visit, client, request) and not _must_confirm(visit, client, request):
        logout.log_out(visit)
        return Destination(location or page, ended=True)
    return Destination(with_fragment(page, request=pending_requests.store(request)))


def show(visit: Visit, key: str) -> ShownLogout:
    """A client's request to log the visitor out, for the web app's page.

    Raises:
        Refused: `authorization_request_expired`.
    """
    stored = pending_requests.find_logout(key)
    client = clients.find(stored.request.client_id)
    if client is None or client.disabled_at is not None:
        raise Refused(refusals.UNKNOWN_REQUEST)
    confirm = _must_confirm(visit, client, stored.request)
    return ShownLogout(client=client, request=stored.request, confirm=confirm, expires_at=stored.secret.expires_at)


def _hint(text: str) -> Claims | None:
    """The claims of an ID token of ours, which may have expired.

    Raises:
        Refused: `invalid_request`.
    """
    if not text:
        return None
    policy = Policy(
        keys=signing_keys.find_retired,
        types=("jwt",),
        issuers=(conf.read(ProviderSettings).issuer,),
        required=("exp", "iat", "sub"),
        expired=True,
    )
    try:
        return jwt.verify(text, policy)
    except BadToken:
        raise Refused(refusals.INVALID_HINT) from None


def _client(hint: Claims | None, client_id: str) -> OAuthClient | None:
    """The client that asks; None if the request names none.

    Raises:
        Refused: `unknown_client`; `invalid_request` for an ID token of another client.
    """
    if hint is not None:
        if len(hint.audience) != 1 or client_id not in ("", hint.audience[0]):
            raise Refused(refusals.INVALID_HINT)
        client_id = hint.audience[0]
    if not client_id:
        return None
    client = clients.find(client_id)
    if client is None or client.disabled_at is not None:
        raise Refused(refusals.UNKNOWN_CLIENT)
    return client


def _location(client: OAuthClient | None, parameters: Mapping[str, str]) -> str:
    """Where the browser goes afterwards: exactly a registered URI, with the client's state; empty without one.

    Raises:
        Refused: `unknown_post_logout_redirect_uri`.
    """
    uri = parameters.get("post_logout_redirect_uri", "")
    if not uri:
        return ""
    if client is None or uri not in client.post_logout_redirect_uris:
        raise Refused(refusals.UNKNOWN_LOGOUT_URI)
    return with_query(uri, state=parameters.get("state", ""))


def _is_own(visit: Visit, client: OAuthClient, request: LogoutRequest) -> bool:
    """Whether the client's ID token belongs to the session of this browser and to its user."""
    session = visit.session
    if session is None or session.user is None or not request.sid:
        return False
    subject = claims.subject(client, session.user)
    return request.sid == str(session.number) and compare_digest(request.subject.encode(), subject.encode())


def _must_confirm(visit: Visit, client: OAuthClient, request: LogoutRequest) -> bool:
    """Whether the visitor must be asked: before the end of a session, and before going to a stranger's client.

    Anyone can register a client where registration is open, get an ID token from it, and so make links to this server
    that would lead anywhere.
    """
    if request.location and client.source == queries.SELF_REGISTERED and not client.verified:
        return True
    logged_in = visit.session is not None and visit.session.user is not None
    return logged_in and not _is_own(visit, client, request)
