"""`Authorization: Token …` in views of REST framework."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from gatepost.tokens import forms, opaque
from gatepost.tokens.models import Token


class TokenAuthentication(authentication.TokenAuthentication):
    """As REST framework's own, on our rows: one statement a request, none for junk; `request.auth` is the row.

    A subclass may set `keyword`, for example `Bearer`, and `kind`, one of `tokens.forms`; `step` is how often at most a
    use is written.
    """

    kind = forms.AUTHTOKEN
    step = opaque.LAST_USED_STEP

    def authenticate_credentials(self, key: str) -> tuple[Any, Token]:
        """User and token.

        Raises:
            AuthenticationFailed: Unknown, expired or ended; or its user is disabled.
        """
        row = opaque.look_up(key, self.kind, step=self.step)
        if row is None:
            raise AuthenticationFailed(_("Invalid token."))
        if not row.user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        return row.user, row
