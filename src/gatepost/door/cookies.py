"""Gives clients what they keep of a login: session key, device and trust cookies, tokens; and clears it again."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from gatepost import conf
from gatepost.door import token_cookies
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground.client_address import client_address
from gatepost.ground.user_types import User
from gatepost.sessions import devices, foreign_engine, trusted
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import Opened
from gatepost.sessions.store import SessionStore
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings


def deliver(request: HttpRequest, client: str, opened: Opened, meta: dict[str, Any], *, new_login: bool = True) -> None:
    """Give the client its new session key, and its tokens if the user is logged in: in cookies, or in `meta` for apps.

    Args:
        request: The request; its session takes the key.
        client: `browser` or `app`.
        opened: The session and its key.
        meta: The `meta` of an app's response.
        new_login: Whether this is a login, which rotates a browser's CSRF token, or the same login with another key.
    """
    there, tokens = opened.state.user is not None, conf.read(TokensSettings)
    if client == "app":
        meta["session_token"] = opened.key
        if there and tokens.strategy != "session":
            meta.update(strategies.chosen().open(opened.state, **_where(request)))
        notices.send(request)
        return
    if there and tokens.browser_cookies:
        token_cookies.keep(request, strategies.JWT.open(opened.state, **_where(request)))
    if isinstance(request.session, SessionStore):
        request.session = SessionStore.opened(opened)
    else:
        foreign_engine.keep(request.session, opened)
    if new_login and opened.state.user is not None:
        rotate_token(request)
    notices.send(request)


def _where(request: HttpRequest) -> dict[str, str]:
    return {"ip": client_address(request.META), "user_agent": request.headers.get("User-Agent", "")}


def remember_device(request: HttpRequest, visit: Visit, user: User, response: HttpResponse, *, trust: str = "") -> None:
    """Set a browser's device cookie for this user, and its trust cookie if the user trusts it."""
    if visit.client != "browser":
        return
    cookies = {devices.COOKIE: (devices.remember(visit.device, user.pk), devices.LIFETIME_SECONDS)}
    if trust:
        seconds = conf.read(SessionsSettings).trust_seconds
        cookies[trusted.COOKIE] = (trusted.cookie(visit.trust, trust), seconds)
    for name, (value, seconds) in cookies.items():
        secure = settings.SESSION_COOKIE_SECURE or request.is_secure()
        response.set_cookie(name, value, max_age=seconds, secure=secure, httponly=True, samesite="Lax")


def clear_session(request: HttpRequest, client: str, *, csrf: bool = True) -> None:
    """Clear the cookies of a session that has ended.

    Args:
        request: The client's request.
        client: `browser` or `app`.
        csrf: Whether to rotate the CSRF token too.
    """
    notices.send(request)  # while the session still holds its data, as Django does
    if client == "browser":
        token_cookies.drop(request)
        forget(request)
        if csrf:
            rotate_token(request)


def forget(request: HttpRequest) -> None:
    """Clear the session cookie of a session that has ended or is empty, if the browser sent one."""
    if not hasattr(request, "session"):
        return  # a project without sessions
    if isinstance(request.session, SessionStore):
        request.session.forget()
    else:
        request.session.flush()
