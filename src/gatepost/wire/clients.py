"""The two families of clients: browsers with a cookie and CSRF, apps with a token in a header.

Rule: app routes never read or set a cookie; browser routes never look at the header.
"""

import functools
from typing import Any

import msgspec
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse, HttpResponseBase, RawPostDataException
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware, get_token, rotate_token
from django.utils.translation import get_language_from_request

from gatepost import conf
from gatepost.errors import Refused
from gatepost.flow.visit import Visit
from gatepost.ground import text
from gatepost.sessions import devices, guest, issue, trusted
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import Opened, SessionState
from gatepost.sessions.store import SessionStore
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Ended
from gatepost.wire import decoding, token_cookies
from gatepost.wire.settings import HeadlessSettings

TOKEN_HEADER = "X-Session-Token"  # noqa: S105
SAFE = ("GET", "HEAD", "OPTIONS")
DRAINED = 1024 * 1024


class _Csrf(CsrfViewMiddleware):
    """Django's check, asked by hand, so that app routes need no exemption and hosts no middleware."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002 - Django's signature
        return reason


def _guarded(request: HttpRequest) -> HttpResponse:  # pragma: no cover - never called, only looked at
    return HttpResponse(request.path)


@functools.cache
def _csrf() -> _Csrf:
    return _Csrf(_guarded)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "CSRF_TRUSTED_ORIGINS":
        _csrf.cache_clear()


setting_changed.connect(_forget)


def csrf_refused(request: HttpRequest) -> str:
    """Why a browser's unsafe request is refused, in Django's words: no token, a foreign origin; empty if it is not."""
    check = _csrf()
    check.process_request(request)
    reason: Any = check.process_view(request, _guarded, (), {})
    return reason or ""


def address(request: HttpRequest) -> str:
    """The visitor's address: the connection's, or the one that the outermost trusted proxy saw."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    proxies = conf.read(HeadlessSettings).trusted_proxies
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies == 0 or not forwarded:
        return direct
    seen = forwarded[-proxies] if len(forwarded) >= proxies else forwarded[0]
    return seen if text.network(seen) else direct


def stranger(request: HttpRequest, client: str) -> Visit:
    """The visitor as far as the request alone tells, whatever session there is."""
    ip = address(request)
    return Visit(
        client=client,
        ip=ip,
        network=text.network(ip),
        user_agent=request.headers.get("User-Agent", "")[:300],
        language=get_language_from_request(request) if request.method not in SAFE else "",
        device=request.COOKIES.get(devices.COOKIE, "") if client == "browser" else "",
        trust=request.COOKIES.get(trusted.COOKIE, "") if client == "browser" else "",
        refresh=request.COOKIES.get(token_cookies.REFRESH, "") if client == "browser" else "",
    )


def visit_of(request: HttpRequest, client: str) -> tuple[Visit, bool]:
    """The visitor, and whether an app showed a token that is dead."""
    gone = False
    if client == "browser":
        session = _of_browser(request)
    else:
        session, gone = _of_app(request)
    return msgspec.structs.replace(stranger(request, client), session=session), gone


def _of_app(request: HttpRequest) -> tuple[SessionState | None, bool]:
    """The session of the session token, or else of the access token; the flag tells one that has ended."""
    token = request.headers.get(TOKEN_HEADER)
    if token is not None:
        session = issue.find(token, "app") if token else None
        return session, session is None
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or conf.read(TokensSettings).strategy == "session":
        return None, False
    try:
        session = strategies.chosen().find(text.strip())
    except Ended:
        return None, True
    return (session if session is not None and session.client == "app" else None), False


def _of_browser(request: HttpRequest) -> SessionState | None:
    """The session behind the cookie, whichever engine keeps it."""
    store = request.session
    if not isinstance(store, SessionStore):
        return guest.find(store)
    if store.state is None and store.session_key:
        store.forget()
    return store.state


def read(request: HttpRequest) -> bytes:
    """The body, and never more of it than one byte over the limit.

    Raises:
        Refused: `too_large`, `invalid_json` (it breaks off).
    """
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > decoding.LARGEST_BODY:
            # What stays unread would break the connection under the client's next request.
            request.read(min(length, DRAINED))
            raise Refused(decoding.TOO_LARGE)
        if "_body" in request.__dict__:
            return request.body
        return request.read(decoding.LARGEST_BODY + 1)
    except (ValueError, RawPostDataException, UnreadablePostError):
        raise Refused(decoding.INVALID_JSON) from None


def hand_over(request: HttpRequest, client: str, opened: Opened, meta: dict[str, Any]) -> None:
    """Give the client its new key, and once somebody is logged in its tokens: in cookies, or in `meta` for apps."""
    there, tokens = opened.state.user is not None, conf.read(TokensSettings)
    if client == "app":
        meta["session_token"] = opened.key
        if there and tokens.strategy != "session":
            meta.update(strategies.chosen().open(opened.state, **_where(request)))
        return
    if there and tokens.browser_cookies:
        token_cookies.keep(request, strategies.JWT.open(opened.state, **_where(request)))
    if isinstance(request.session, SessionStore):
        request.session = SessionStore.opened(opened)
    else:
        guest.keep(request.session, opened)
    if opened.state.user is not None:
        rotate_token(request)


def _where(request: HttpRequest) -> dict[str, str]:
    return {"ip": address(request), "user_agent": request.headers.get("User-Agent", "")}


def mark_device(request: HttpRequest, visit: Visit, user: Any, response: HttpResponse, *, trust: str = "") -> None:
    """Let a browser remember that this user logged in there, and perhaps trusts it."""
    if visit.client != "browser":
        return
    cookies = {devices.COOKIE: (devices.remember(visit.device, user.pk), devices.LIFETIME_SECONDS)}
    if trust:
        seconds = conf.read(SessionsSettings).trust_seconds
        cookies[trusted.COOKIE] = (trusted.cookie(visit.trust, trust), seconds)
    for name, (value, seconds) in cookies.items():
        secure = request.is_secure()
        response.set_cookie(name, value, max_age=seconds, secure=secure, httponly=True, samesite="Lax")


def take_back(request: HttpRequest, client: str) -> None:
    """The session has ended: the cookie goes."""
    if client == "browser":
        token_cookies.drop(request)
        forget(request)
        rotate_token(request)


def forget(request: HttpRequest) -> None:
    """The session has ended or remembers nothing: a cookie that was shown goes, and only that one."""
    if isinstance(request.session, SessionStore):
        request.session.forget()
    else:
        request.session.flush()


def give_csrf_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """A browser always gets the cookie: for the first time, or with a longer life."""
    if "CSRF_COOKIE" in request.META:
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    else:
        get_token(request)
    _csrf().process_response(request, response)


def finish(request: HttpRequest, client: str, response: HttpResponse) -> HttpResponseBase:
    """Headers that every answer bears; browsers get their CSRF cookie."""
    if client == "browser":
        give_csrf_cookie(request, response)
        token_cookies.write(request, response)
    response["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Vary"] = "Cookie, Origin, Authorization, X-Session-Token, Accept-Language"
    origin = request.headers.get("Origin")
    if origin is not None and origin in conf.read(HeadlessSettings).cors_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def preflight(response: HttpResponse) -> HttpResponse:
    """What a browser asks before it sends JSON to another host."""
    response["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
    response["Access-Control-Allow-Headers"] = (
        "content-type, x-csrftoken, x-session-token, x-email-verification-key, x-password-reset-key"
    )
    response["Access-Control-Max-Age"] = "600"
    return response
