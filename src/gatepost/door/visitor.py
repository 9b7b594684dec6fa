"""Builds the `Visit` of a request: browsers have a session cookie, apps a token in a header.

Rule: routes of apps never read or set a cookie; routes of browsers never read the header.
"""

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from gatepost import conf
from gatepost.door import cookies, token_cookies
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import decisions, text
from gatepost.ground.client_address import client_address
from gatepost.ground.limits import NetworkCall
from gatepost.sessions import devices, foreign_engine, issue, taking_over, trusted
from gatepost.sessions.state import SessionState
from gatepost.sessions.store import SessionStore
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Ended

CALLS = "_gatepost_network_calls"
TOKEN_HEADER = "X-Session-Token"  # noqa: S105
SESSION_TOKEN = "HTTP_X_SESSION_TOKEN"  # noqa: S105 - the same in `request.META`


def address(request: HttpRequest) -> str:
    """The client's IP address, from trusted sources only."""
    return client_address(request.META)


def network(request: HttpRequest) -> str:
    """The client's network, as limits count it."""
    return text.network(address(request))


def network_call(request: HttpRequest, name: str, visit: Visit) -> NetworkCall:
    """The request's call to be counted for its network; the same one for all that count it."""
    calls: dict[str, NetworkCall] = request.__dict__.setdefault(CALLS, {})
    return calls.setdefault(name, NetworkCall(name, visit))


def without_session(request: HttpRequest, client: str) -> Visit:
    """The visit from the request alone, ignoring its session."""
    language: str = getattr(request, "LANGUAGE_CODE", "")
    meta = request.META  # `request.headers` copies all of them first
    if meta.get("HTTP_ACCEPT_LANGUAGE", "") not in ("", "*") or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        language = language or get_language_from_request(request)
    elif language and language.partition("-")[0] == settings.LANGUAGE_CODE.partition("-")[0]:
        language = ""  # the request names none
    ip = client_address(meta)
    return Visit(
        client=client,
        ip=ip,
        network=text.network(ip),
        user_agent=meta.get("HTTP_USER_AGENT", "")[:300],
        language=language,
        device=request.COOKIES.get(devices.COOKIE, "") if client == "browser" else "",
        trust=request.COOKIES.get(trusted.COOKIE, "") if client == "browser" else "",
        refresh=request.COOKIES.get(token_cookies.REFRESH, "") if client == "browser" else "",
        request=request,
    )


def visit_of(request: HttpRequest, client: str) -> tuple[Visit, bool]:
    """The visit, and whether an app sent the token of a session that has ended."""
    visit, gone = without_session(request, client), False
    if client == "browser":
        session = _of_browser(request)
        shown = request.COOKIES.get(settings.SESSION_COOKIE_NAME) is not None
    else:
        session, gone = _of_app(request, visit)
        shown = gone or SESSION_TOKEN in request.META or "HTTP_AUTHORIZATION" in request.META
    if session is None:
        result = "unknown, expired or revoked" if shown else "none was sent"
        decisions.note("session", result, refused=shown)
    else:
        result = "ended" if session.ended else "anonymous" if session.user is None else f"of user {session.user.pk}"
        decisions.note("session", result, refused=session.ended)
    if session is not None and session.ended and issue.remove_ended(session):
        session = None
        if client == "browser":
            cookies.forget(request)
    return msgspec.structs.replace(visit, session=session), gone


def forget(request: HttpRequest) -> None:
    """Forget what a request that runs again had found and done: the session may have ended in the meantime."""
    notices.drop(request)
    session = getattr(request, "session", None)
    if isinstance(session, SessionStore):
        session.reload()


def _of_app(request: HttpRequest, visit: Visit) -> tuple[SessionState | None, bool]:
    """The session of the session token, or else of the access token; the flag is true if it has ended."""
    token = request.META.get(SESSION_TOKEN)
    if token:
        session = issue.find(token, "app") or taking_over.find(token, "app", visit.ip, visit.user_agent)
        return session, session is None
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or conf.read(TokensSettings).strategy == "session":
        return None, False
    try:
        session = strategies.chosen().find(text.strip())
    except Ended:
        return None, True
    return (session if session is not None and session.client == "app" else None), False


def _of_browser(request: HttpRequest) -> SessionState | None:
    """The session behind the cookie, whichever session engine is used."""
    store = request.session
    if not isinstance(store, SessionStore):
        return foreign_engine.find(store)
    if store.state is None and store.session_key:
        store.forget()
    return store.state
