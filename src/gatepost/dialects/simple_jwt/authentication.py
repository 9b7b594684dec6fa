"""`Authorization: Bearer …` in views of REST framework."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.rest_framework.visits import SignedToken
from gatepost.dialects.signed_tokens import authentication
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings


class JWTAuthentication(BaseAuthentication):
    """Authentication by a signed token; one query per request, for its login and user."""

    def authenticate(self, request: Request) -> tuple[Any, SignedToken] | None:
        """Return user and claims, or None for requests without a token.

        Raises:
            Unauthorized: With simplejwt's text and code.
        """
        return authentication.from_header(request)

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return conf.read(SimpleJwtSettings).challenge
