"""Which passwords may be chosen: Django's validators, with their codes."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from gatepost.errors import Kind, Refusal


def faults(password: str, user: Any, param: str) -> list[Refusal]:
    """What is wrong with a new password.

    Args:
        password: As typed.
        user: Whose it will be, for likeness to name and address.
        param: The input field.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Refusal(Kind.INVALID, one.code or "invalid", param=param, text=" ".join(one.messages))
            for one in error.error_list
        ]
    return []
