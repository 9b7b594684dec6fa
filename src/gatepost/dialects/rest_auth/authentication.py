"""`Authorization: Bearer …`, or the access token in a cookie."""

from typing import Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.rest_framework.visits import SignedToken, http
from gatepost.dialects.signed_tokens import authentication
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings


class JWTCookieAuthentication(BaseAuthentication):
    """Reads the header, or else the cookie; CSRF is checked for the cookie only.

    An invalid or expired cookie is refused by views that require a login, so that clients refresh it, and ignored by
    views that allow anyone.
    """

    def authenticate(self, request: Request) -> tuple[Any, SignedToken] | None:
        """Return user and claims, or None for requests without a token.

        Raises:
            AuthenticationFailed: With dj-rest-auth's text and code.
            PermissionDenied: `CSRF Failed: …`.
        """
        own = conf.read(RestAuthSettings)
        if conf.read(SimpleJwtSettings).header_key in http(request).META:
            return authentication.from_header(request)
        text = request.COOKIES.get(own.jwt_auth_cookie) if own.jwt_auth_cookie else None
        if own.jwt_auth_cookie_enforce_csrf_on_unauthenticated:
            SessionAuthentication().enforce_csrf(request)
        if not text:
            return None
        try:
            found = authentication.from_token(text)
        except AuthenticationFailed:
            if _open(request):
                return None
            raise
        if own.jwt_auth_cookie_use_csrf:
            SessionAuthentication().enforce_csrf(request)
        return found

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return conf.read(SimpleJwtSettings).challenge


def _open(request: Request) -> bool:
    """Whether the view allows anonymous requests."""
    view: Any = (request.parser_context or {}).get("view")
    return view is not None and all(isinstance(one, AllowAny) for one in view.get_permissions())
