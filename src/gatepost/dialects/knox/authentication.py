"""`Authorization: Token …`, as in knox."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.dialects.rest_framework import opaque_tokens
from gatepost.tokens import forms
from gatepost.tokens.models import Token

NO_TOKEN = _("Invalid token header. No credentials provided.")
SPACES = _("Invalid token header. Token string should not contain spaces.")


class KnoxAuthentication(BaseAuthentication):
    """Authentication by this dialect's tokens: one query per request, none for malformed ones."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """Return user and token, or None for requests without a token.

        Raises:
            AuthenticationFailed: The header has no token or several, the token is invalid, or its user is disabled.
        """
        settings = conf.read(KnoxSettings)
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != settings.auth_header_prefix.lower().encode():
            return None
        if len(parts) != 2:  # noqa: PLR2004 - prefix and token
            raise AuthenticationFailed(NO_TOKEN if len(parts) == 1 else SPACES)
        step = timedelta(seconds=settings.min_refresh_seconds)
        text, previous = parts[1].decode(errors="replace"), settings.previous_hash
        return opaque_tokens.authenticated(text, forms.KNOX, step=step, previous_hash=previous)

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return conf.read(KnoxSettings).auth_header_prefix
