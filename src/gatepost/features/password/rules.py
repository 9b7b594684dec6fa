"""Rules for new passwords: our limits on the length, then Django's validators with their error codes."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal
from gatepost.ground import text
from gatepost.ground.user_types import User

TOO_LONG = Refusal(Kind.INVALID, "max_length", text=_("This value is too long."))
UNEXPLAINED = Refusal(Kind.INVALID, "invalid", text=_("This is not a valid value."))
"""A validator refused without a message."""
MISMATCH = Refusal(Kind.INVALID, "password_mismatch", text=_("The two password fields didn't match."))


def faults(password: str, user: User | None, param: str, *, repeated: str | None = None) -> list[Refusal]:
    """What is wrong with a new password.

    Args:
        password: As typed.
        user: The future owner, to check similarity to name and address.
        param: The input field.
        repeated: The password, repeated; only compared if nothing else is wrong. None if the API asks for it once.
    """
    normal = text.password(password)
    if normal is None:
        return [TOO_LONG.at(param)]
    try:
        validate_password(normal, user)  # type: ignore[arg-type]  # the stubs expect Django's own model
    except ValidationError as error:
        found = [
            Refusal(Kind.INVALID, str(one.code or "invalid"), param=param, text=" ".join(one.messages))
            for one in error.error_list
        ]
        return found or [UNEXPLAINED.at(param)]
    same = repeated is None or secrets.compare_digest(text.normal_password(repeated).encode(), normal.encode())
    return [] if same else [MISMATCH]
