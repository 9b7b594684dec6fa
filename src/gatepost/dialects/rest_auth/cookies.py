"""The token cookies of the JWT mode."""

from datetime import datetime

from django.http import HttpResponseBase
from django.middleware.csrf import get_token
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.rest_framework import visits
from gatepost.dialects.signed_tokens.pairs import Pair
from gatepost.ground import clock


def give(request: Request, response: Response, pair: Pair) -> Response:
    """Set the token cookies named in the settings, and the CSRF cookie that their check needs."""
    own = settings()
    if own.jwt_auth_cookie:
        _set(response, own.jwt_auth_cookie, pair.access, pair.access_expires_at, "/")
    if own.jwt_auth_refresh_cookie and pair.refresh:
        path = own.jwt_auth_refresh_cookie_path
        _set(response, own.jwt_auth_refresh_cookie, pair.refresh, pair.refresh_expires_at, path)
    if own.jwt_auth_cookie_use_csrf and (own.jwt_auth_cookie or own.jwt_auth_refresh_cookie):
        get_token(visits.http(request))
    return response


def _set(response: HttpResponseBase, name: str, value: str, end: datetime, path: str) -> None:
    own = settings()
    response.set_cookie(
        name,
        value,
        max_age=max(0, round((end - clock.now()).total_seconds())),
        path=path,
        domain=own.jwt_auth_cookie_domain or None,
        secure=own.jwt_auth_secure,
        httponly=own.jwt_auth_httponly,
        samesite=own.jwt_auth_samesite,
    )


def take_back(response: Response) -> Response:
    """Delete both token cookies."""
    own = settings()
    domain = own.jwt_auth_cookie_domain or None
    for name, path in (
        (own.jwt_auth_cookie, "/"),
        (own.jwt_auth_refresh_cookie, own.jwt_auth_refresh_cookie_path),
    ):
        if name:
            response.delete_cookie(name, path=path, domain=domain, samesite=own.jwt_auth_samesite)
    return response
