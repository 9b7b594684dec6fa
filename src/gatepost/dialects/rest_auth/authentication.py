"""`Authorization: Bearer …`, or the access token in a cookie."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.door import SignedToken
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings


class JWTCookieAuthentication(JWTAuthentication):
    """A header of any form hides the cookie. CSRF rules hold for the cookie alone.

    A cookie that is worth nothing any more is refused where somebody must be logged in, so that clients renew it, and
    is nobody where nobody must be.
    """

    def authenticate(self, request: Request) -> tuple[Any, SignedToken] | None:
        """User and claims; None for requests without a token.

        Raises:
            AuthenticationFailed: With the wire's text and code.
            PermissionDenied: `CSRF Failed: …`.
        """
        own = conf.read(RestAuthSettings)
        if request.headers.get(conf.read(SimpleJwtSettings).auth_header_name) is not None:
            return super().authenticate(request)
        text = request.COOKIES.get(own.jwt_auth_cookie) if own.jwt_auth_cookie else None
        if own.jwt_auth_cookie_enforce_csrf_on_unauthenticated:
            SessionAuthentication().enforce_csrf(request)
        if not text:
            return None
        try:
            found = self.taken(text)
        except AuthenticationFailed:
            if _open(request):
                return None
            raise
        if own.jwt_auth_cookie_use_csrf:
            SessionAuthentication().enforce_csrf(request)
        return found


def _open(request: Request) -> bool:
    """Whether the view lets anybody in."""
    view: Any = (request.parser_context or {}).get("view")
    return view is not None and all(isinstance(one, AllowAny) for one in view.get_permissions())
