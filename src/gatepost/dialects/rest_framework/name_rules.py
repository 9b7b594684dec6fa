"""The rules for new names as validators of REST framework's fields, with the error texts that its clients know."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError as DjangoError
from django.core.validators import EmailValidator
from rest_framework import serializers

from gatepost.accounts import columns, new_names
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.ground import sending
from gatepost.ground.user_types import User

INVALID_USERNAME = _("Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.")
INVALID_ADDRESS = _("Enter a valid email address.")
_TEXTS = ((new_names.INVALID_USERNAME.text, INVALID_USERNAME), (new_names.INVALID_EMAIL.text, INVALID_ADDRESS))


def faults_of_name(kind: str, value: str) -> list[str]:
    """What is wrong with a new name, in REST framework's texts."""
    return [_text(one.text) for one in new_names.faults(kind, value)]


def _text(text: object) -> str:
    return next((ours for own, ours in _TEXTS if own is text), str(text))


def rule(kind: str, others: list[Any], *, user: User | None = None) -> Callable[[str], None]:
    """A validator for a new name that adds no error if another validator of the field refuses it already.

    Args:
        kind: `email`, `username` or `phone`.
        others: The field's other validators.
        user: The owner, if there is one; the current name stays valid.
    """
    present = columns.value(user, kind) if user is not None else ""

    def validate(value: str) -> None:
        name = "" if value is None else str(value)
        if (
            name not in ("", present)
            and not any(_refuses(one, value) for one in others)
            and (texts := faults_of_name(kind, name))
        ):
            raise serializers.ValidationError(texts)

    return validate


def _refuses(validator: Callable[[Any], object], value: object) -> bool:
    try:
        validator(value)
    except (DjangoError, serializers.ValidationError):
        return True
    return False


def address_validators(validators: list[Any], *, new: bool) -> list[Any]:
    """A field's validators, with Django's changed to accept mailbox names beyond ASCII.

    Args:
        validators: Those of REST framework's own field.
        new: Whether the address is added; then the mail server must support such names. An existing address is only
            looked up.
    """
    return [_unless_unicode(one, new=new) if type(one) is EmailValidator else one for one in validators]


def _unless_unicode(validator: EmailValidator, *, new: bool) -> Callable[[str], None]:
    def validate(value: str) -> None:
        if value.rpartition("@")[0].isascii() or (new and not sending.deliverable(value)):
            validator(value)

    return validate


class KnownAddressField(serializers.EmailField):
    """An existing address, to look up."""

    def __init__(self, **options: Any) -> None:
        """Replace Django's validator of addresses."""
        super().__init__(**options)
        self.validators = address_validators(self.validators, new=False)
