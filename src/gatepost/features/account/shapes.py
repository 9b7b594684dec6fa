"""Shapes of the answers about the profile."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.accounts import profile_fields
from gatepost.accounts.profile_fields import ProfileField
from gatepost.ground.user_types import User


class ProfileChoice(msgspec.Struct):
    """An accepted value, and what a form calls it."""

    value: str
    label: str


class ProfileEntry(msgspec.Struct):
    """A field that the user may change, with its value; labels are in the language of the request."""

    name: str
    label: str
    type: Literal["text", "integer", "number", "boolean", "date", "datetime", "time"]
    required: bool
    value: str | int | float | bool | None
    max_length: int | msgspec.UnsetType = msgspec.UNSET
    choices: list[ProfileChoice] | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, field: ProfileField, user: User) -> Self:
        """The entry of a field."""
        return cls(
            name=field.name,
            label=field.label,
            type=field.type,  # type: ignore[arg-type]  # one of `profile_fields.TYPES`
            required=field.required,
            value=profile_fields.value(user, field.name),
            max_length=field.max_length or msgspec.UNSET,
            choices=[ProfileChoice(*choice) for choice in field.choices] or msgspec.UNSET,
            description=field.description or msgspec.UNSET,
        )


class ProfileData(msgspec.Struct):
    """The fields in the order of a form, and the stored language."""

    fields: list[ProfileEntry]
    language: str | None


class Profile(msgspec.Struct):
    """What the user may change in the profile."""

    status: Literal[200]
    data: ProfileData

    @classmethod
    def of(cls, user: User, fields: Sequence[ProfileField], language: str | None) -> Self:
        """The answer with a user's profile."""
        return cls(status=200, data=ProfileData([ProfileEntry.of(field, user) for field in fields], language))
