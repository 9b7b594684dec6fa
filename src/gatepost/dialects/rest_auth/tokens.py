"""Refresh, verify and revoke the tokens of the JWT mode; the tokens themselves are the only credentials."""

from datetime import UTC
from typing import Any, NotRequired, TypedDict

from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.rest_framework import visits
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.view import there_if
from gatepost.dialects.signed_tokens import errors, pairs
from gatepost.dialects.signed_tokens.errors import InvalidToken, Unauthorized
from gatepost.dialects.signed_tokens.views import TokenView, Verify
from gatepost.flow.visit import Visit

NONE_FOUND = _("No valid refresh token found.")
LOGGED_OUT = _("Successfully logged out.")
MISSING = {
    True: _("Refresh token was not included in cookie data."),
    False: _("Refresh token was not included in request data."),
}
NOT_ENDED = (
    "Neither cookies or blacklist are enabled, so the token has not been deleted server side. "
    "Please make sure the token is deleted client side."
)
ENDED = (errors.BLACKLISTED, errors.EXPIRED)


class RefreshToken(serializers.Serializer[Any]):
    """A refresh token; if absent, the cookie is used."""

    refresh = serializers.CharField(required=False, help_text="WIll override cookie.")
    access = serializers.CharField(read_only=True)


class Renewed(TypedDict):
    """An access token; with rotation also the next refresh token, unless it is in a cookie only."""

    access: str
    access_expiration: str
    refresh: NotRequired[str]
    refresh_expiration: NotRequired[str]


class LogOutBody(TypedDict, total=False):
    """The refresh token whose login to revoke."""

    refresh: str


class Refresh(TokenView):
    """Obtain a new access token, and with rotation a new refresh token."""

    serializer_class = RefreshToken

    def post(self, request: Request) -> Response:
        """Renew the login.

        Raises:
            PermissionDenied: The token is a cookie, the CSRF token is missing, and `jwt_auth_cookie_use_csrf` is on.
        """
        own = settings()
        text = self.fields(request).get("refresh")
        if not text and (text := _in_cookie(request)) and own.jwt_auth_cookie_use_csrf:
            SessionAuthentication().enforce_csrf(request)
        if not text:
            raise Unauthorized(NONE_FOUND, "token_not_valid")
        pair = pairs.renew(visits.visit_of(request, wire="rest_auth"), text)
        moment = serializers.DateTimeField(default_timezone=UTC)
        body = Renewed(access=pair.access, access_expiration=moment.to_representation(pair.access_expires_at))
        if pair.refresh and not own.jwt_auth_httponly:
            body["refresh"] = pair.refresh
            body["refresh_expiration"] = moment.to_representation(pair.refresh_expires_at)
        return cookies.give(request, Response(body), pair)

    def answers(self) -> Answers:
        """An access token, and with rotation a refresh token."""
        return {200: Renewed}


def _in_cookie(request: Request) -> str:
    name = settings().jwt_auth_refresh_cookie
    return request.COOKIES.get(name, "") if name else ""


def _in_body(request: Request) -> Any:
    return request.data.get("refresh") if isinstance(request.data, dict) else None


def log_out(request: Request, visit: Visit) -> Response:
    """Revoke the login of the request's refresh token, and respond; the cookies are deleted in any case.

    The login of an access token is revoked by `flow.logout.revoke`, as everywhere. With `logout_needs_refresh`, a
    missing or invalid refresh token is a 401.
    """
    own = settings()
    ended, fault = _end(visit, _in_cookie(request) if own.jwt_auth_httponly else _in_body(request))
    if own.logout_needs_refresh and fault:
        return cookies.take_back(Response({"detail": fault}, status=status.HTTP_401_UNAUTHORIZED))
    named = own.jwt_auth_cookie or own.jwt_auth_refresh_cookie
    message = LOGGED_OUT if ended or named or visit.user is not None else NOT_ENDED
    return cookies.take_back(Response({"detail": message}))


def _end(visit: Visit, text: object) -> tuple[bool, str]:
    """Revoke a refresh token's login; returns whether it is revoked, now or before, and the token's fault."""
    if text is None or (text == "" and settings().jwt_auth_httponly):
        return False, MISSING[settings().jwt_auth_httponly]
    if not isinstance(text, str):
        return False, errors.INVALID
    try:
        pairs.end(visit, text)
    except InvalidToken as bad:
        return (True, "") if bad.text in ENDED else (False, bad.text)
    return True, ""


refresh_view = there_if(lambda: settings().use_jwt, Refresh.as_view())
verify_view = there_if(lambda: settings().use_jwt, Verify.as_view())
