"""What this wire says of tokens that are worth nothing."""

from typing import Any

from rest_framework.exceptions import AuthenticationFailed

INVALID = "Token is invalid"
EXPIRED = "Token is expired"
NO_END = "Token has no 'exp' claim"
NO_ID = "Token has no id"
NO_TYPE = "Token has no type"
WRONG_TYPE = "Token has wrong type"
BLACKLISTED = "Token is blacklisted"
NO_REFRESH_END = "Token has no 'refresh_exp' claim"
REFRESH_ENDED = "Token 'refresh_exp' claim has expired"


class Verdict(AuthenticationFailed):
    """A 401 with `detail`, `code` and perhaps more."""

    def __init__(self, text: str, code: str, **more: Any) -> None:
        """Take them as they are."""
        super().__init__()
        told: Any = {"detail": text, "code": code, **more}
        self.detail = told
        self.text = text


class NotValid(Verdict):
    """A token that is not what it should be."""

    def __init__(self, text: str = INVALID, **more: Any) -> None:
        """With the text of the wire."""
        super().__init__(text, "token_not_valid", **more)


NO_ACCOUNT = "No active account found for the given token."


def no_account() -> AuthenticationFailed:
    """For the refresh of a user who is disabled or gone; without a code."""
    return AuthenticationFailed(NO_ACCOUNT)
