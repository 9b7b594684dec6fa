"""simplejwt's error texts for invalid tokens."""

from typing import Any

from rest_framework.exceptions import AuthenticationFailed

from gatepost.dialects.rest_framework.lazy_text import lazy_text as _

INVALID = "Token is invalid"
EXPIRED = "Token is expired"
NO_END = "Token has no 'exp' claim"
NO_ID = _("Token has no id")
NO_TYPE = _("Token has no type")
WRONG_TYPE = _("Token has wrong type")
BLACKLISTED = _("Token is blacklisted")
NO_REFRESH_END = "Token has no 'refresh_exp' claim"
REFRESH_ENDED = "Token 'refresh_exp' claim has expired"


class Unauthorized(AuthenticationFailed):
    """A 401 with `detail`, `code` and optional further fields."""

    def __init__(self, text: str, code: str, **more: object) -> None:
        """Set the body."""
        body: Any = {"detail": text, "code": code, **more}
        super().__init__(body, code)
        self.text = text


class InvalidToken(Unauthorized):
    """The 401 for an invalid token."""

    def __init__(self, text: str = INVALID, **more: object) -> None:
        """Set the text, and simplejwt's code for invalid tokens."""
        super().__init__(text, "token_not_valid", **more)


NO_ACCOUNT = _("No active account found for the given token.")


def no_account() -> AuthenticationFailed:
    """The 401 for the refresh of a disabled or deleted user; without a `code`, as in simplejwt."""
    return AuthenticationFailed(NO_ACCOUNT)
