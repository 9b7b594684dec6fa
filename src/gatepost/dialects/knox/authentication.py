"""`Authorization: Token …` as knox has it."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.tokens import forms
from gatepost.tokens.models import Token

NO_TOKEN = _("Invalid token header. No credentials provided.")
SPACES = _("Invalid token header. Token string should not contain spaces.")


class KnoxAuthentication(TokenAuthentication):
    """As `TokenAuthentication`, for tokens of this dialect; the word and the pace of prolonging are settings."""

    kind = forms.KNOX

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """User and token; None for requests without one.

        Raises:
            AuthenticationFailed: No token behind the word, or several; a bad one; or its user is disabled.
        """
        settings = conf.read(KnoxSettings)
        self.step = timedelta(seconds=settings.min_refresh_seconds)
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != settings.auth_header_prefix.lower().encode():
            return None
        if len(parts) != 2:  # noqa: PLR2004 - the word and the token
            raise AuthenticationFailed(NO_TOKEN if len(parts) == 1 else SPACES)
        return self.authenticate_credentials(parts[1].decode(errors="replace"))

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return conf.read(KnoxSettings).auth_header_prefix
