"""Renew, verify and end the pairs of the JWT mode; these views look at no credentials but the tokens themselves."""

from datetime import UTC
from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects import door
from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.view import settings
from gatepost.dialects.simple_jwt import pairs, verdicts
from gatepost.dialects.simple_jwt.verdicts import NotValid, Verdict
from gatepost.dialects.simple_jwt.views import TokenView, Verify
from gatepost.dialects.view import there_if
from gatepost.flow.visit import Visit

NONE_FOUND = "No valid refresh token found."
LOGGED_OUT = "Successfully logged out."
MISSING = {
    True: "Refresh token was not included in cookie data.",
    False: "Refresh token was not included in request data.",
}
NOT_ENDED = (
    "Neither cookies or blacklist are enabled, so the token has not been deleted server side. "
    "Please make sure the token is deleted client side."
)
ENDED = (verdicts.BLACKLISTED, verdicts.EXPIRED)


class RefreshToken(serializers.Serializer[Any]):
    """A refresh token; without one the cookie counts."""

    refresh = serializers.CharField(required=False)


class Refresh(TokenView):
    """Get another access token, and another refresh token where they rotate."""

    serializer_class = RefreshToken

    def post(self, request: Request) -> Response:
        """Renew the login."""
        own = settings()
        text = self.fields(request).get("refresh") or _in_cookie(request)
        if not text:
            raise Verdict(NONE_FOUND, "token_not_valid")
        pair = pairs.renew(door.visit_of(request), text)
        moment = serializers.DateTimeField(default_timezone=UTC)
        body = {"access": pair.access, "access_expiration": moment.to_representation(pair.access_expires_at)}
        if pair.refresh and not own.jwt_auth_httponly:
            body["refresh"] = pair.refresh
            body["refresh_expiration"] = moment.to_representation(pair.refresh_expires_at)
        return cookies.give(request, Response(body), pair)


def _in_cookie(request: Request) -> str:
    name = settings().jwt_auth_refresh_cookie
    return request.COOKIES.get(name, "") if name else ""


def _in_body(request: Request) -> Any:
    return request.data.get("refresh") if isinstance(request.data, dict) else None


def log_out(request: Request, visit: Visit) -> Response:
    """The answer to a logout, after ending the login of the refresh token that was brought; the cookies go in any case.

    The login of an access token is ended by `flow.grant.revoke`, as everywhere. Where the settings ask for the refresh
    token, as the old package with its blacklist did, one that is missing or bad is a 401.
    """
    own = settings()
    ended, fault = _end(visit, _in_cookie(request) if own.jwt_auth_httponly else _in_body(request))
    if own.logout_needs_refresh and fault:
        return cookies.take_back(Response({"detail": fault}, status=status.HTTP_401_UNAUTHORIZED))
    named = own.jwt_auth_cookie or own.jwt_auth_refresh_cookie
    told = LOGGED_OUT if ended or named or visit.user is not None else NOT_ENDED
    return cookies.take_back(Response({"detail": told}))


def _end(visit: Visit, text: Any) -> tuple[bool, str]:
    """Whether a refresh token's login has ended, now or before, and what is wrong with the token."""
    if not isinstance(text, str) or not text:
        return False, MISSING[settings().jwt_auth_httponly]
    try:
        pairs.end(visit, text)
    except NotValid as bad:
        return (True, "") if bad.text in ENDED else (False, bad.text)
    return True, ""


refresh_view = there_if(lambda: settings().use_jwt, Refresh.as_view())
verify_view = there_if(lambda: settings().use_jwt, Verify.as_view())
