"""`Authorization: Token …` in views of REST framework."""

from typing import Any

from rest_framework import authentication

from gatepost.dialects.rest_framework import opaque_tokens
from gatepost.tokens import forms
from gatepost.tokens.models import Token


class TokenAuthentication(authentication.TokenAuthentication):
    """REST framework's class, on our rows: one query per request, none for malformed tokens; `request.auth` is the row.

    A subclass may set `keyword`, for example to `Bearer`, and `kind`, one of `tokens.forms`.
    """

    kind = forms.AUTHTOKEN

    def authenticate_credentials(self, key: str) -> tuple[Any, Token]:
        """Return user and token.

        Raises:
            AuthenticationFailed: The token is unknown, expired or revoked; or its user is disabled.
        """
        return opaque_tokens.authenticated(key, self.kind)
