"""Which passwords may be chosen: Django's validators, with their codes."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal

MISMATCH = Refusal(Kind.INVALID, "password_mismatch", text=_("The two password fields didn't match."))


def faults(password: str, user: Any, param: str, *, repeated: str | None = None) -> list[Refusal]:
    """What is wrong with a new password.

    Args:
        password: As typed.
        user: Whose it will be, for likeness to name and address.
        param: The input field.
        repeated: As typed once more; looked at if nothing else is wrong. None where it is asked for once.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Refusal(Kind.INVALID, one.code or "invalid", param=param, text=" ".join(one.messages))
            for one in error.error_list
        ]
    return [] if repeated is None or secrets.compare_digest(repeated.encode(), password.encode()) else [MISMATCH]
