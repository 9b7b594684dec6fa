"""The columns of the user model that users may change in their profile: their names and the declared extra fields.

Names that users log in by are not among them; these have operations of their own.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts import columns, new_names
from gatepost.accounts.columns import Column
from gatepost.accounts.settings import AccountsSettings, ExtraField
from gatepost.errors import Refusal
from gatepost.ground.user_types import User

NAMES = ("first_name", "last_name", "given_name", "family_name", "full_name", "name", "display_name", "nickname")
"""Columns that hold a person's name in most user models."""
TYPES = {
    **dict.fromkeys(("CharField", "TextField", "SlugField"), "text"),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), "integer"),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), "integer"),
    **dict.fromkeys(("FloatField", "DecimalField"), "number"),
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "datetime",
    "TimeField": "time",
}
"""The type of a form's input, by Django's internal type of the column. Columns of other types can't be edited."""


class ProfileField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the profile.

    Args:
        name: The column.
        label: What a form calls it: the declared label, else the column's `verbose_name`, translated.
        type: One of the values of `TYPES`.
        required: Whether it may not be emptied.
        max_length: Maximum length of a text, in characters.
        choices: The accepted values, each with its label; any if empty.
        description: The declared description.
    """

    name: str
    label: str
    type: str
    required: bool
    max_length: int | None
    choices: tuple[tuple[str, str], ...]
    description: str


def refused(name: str) -> str | None:
    """Why users can't change a column in their profile; None if they can."""
    if name in ("password", "email", "username", "phone") or name in columns.by_kind().values():
        return "is changed by an operation of its own"
    if not columns.has_column(name):
        return "is no column of the user model"
    field = columns.by_name(name)
    if name in columns.RESERVED or field.primary_key:
        return "must not be changed by users"
    if not field.editable:
        return "is not editable"
    if field.remote_field is not None or field.get_internal_type() not in TYPES:
        return f"has a type that forms can't edit, {field.get_internal_type()}"
    return None


@conf.composed
def names() -> tuple[str, ...]:
    """The columns that users may change, in the order of a form."""
    settings = conf.read(AccountsSettings)
    wanted = settings.profile_fields
    if wanted is None:
        wanted = (*NAMES, *settings.extra_fields)
    return tuple(name for name in dict.fromkeys(wanted) if refused(name) is None)


def described() -> list[ProfileField]:
    """The fields of the profile, with labels in the active language."""
    settings = conf.read(AccountsSettings)
    return [_described(name, settings.extra_fields.get(name) or ExtraField(), _asked(settings)) for name in names()]


def _asked(settings: AccountsSettings) -> set[str]:
    return {entry.rstrip("*") for entry in settings.signup_fields if entry.endswith("*")}


def _described(name: str, declared: ExtraField, asked: set[str]) -> ProfileField:
    field = columns.by_name(name)
    label = declared.label or str(field.verbose_name)
    own = [(str(value), str(text)) for value, text in field.flatchoices if value not in (None, "")]
    return ProfileField(
        name=name,
        label=label[:1].upper() + label[1:],
        type=kind(name),
        required=_required(field, asked),
        max_length=longest(name) if columns.is_text(field) else None,
        choices=tuple((one, one) for one in declared.choices) or tuple(own),
        description=declared.description,
    )


def kind(name: str) -> str:
    """The type of a field's input, as `ProfileField.type`."""
    return TYPES[columns.by_name(name).get_internal_type()]


def longest(name: str) -> int | None:
    """The maximum length of a text: that of the column, or the declared one if it is shorter."""
    declared = conf.read(AccountsSettings).extra_fields.get(name)
    found = [one for one in (columns.longest(name), declared.max_length if declared else None) if one is not None]
    return min(found, default=None)


def _required(field: Column, asked: set[str]) -> bool:
    return field.name in asked or not (field.blank or field.null)


def cleaned(typed: Mapping[str, str | None]) -> tuple[dict[str, Any], list[Refusal]]:
    """The values in their columns' own types, and the faults, each with its field.

    Args:
        typed: Texts by column, of those that `names` lists; None to empty a field.
    """
    asked = _asked(conf.read(AccountsSettings))
    values: dict[str, Any] = {}
    faults: list[Refusal] = []
    for name, given in typed.items():
        field = columns.by_name(name)
        written = columns.as_text(field, given) if given else ""
        if written:
            found = new_names.faults_of({name: written})
        else:
            found = [new_names.REQUIRED.at(name)] if _required(field, asked) or not _can_be_empty(field) else []
        faults += found
        if not found:
            values[name] = new_names.converted(field, written) if written else _empty(field)
    return values, faults


def _can_be_empty(field: Column) -> bool:
    return field.null or columns.is_text(field)


def _empty(field: Column) -> str | None:
    return None if field.null else ""


def value(user: User, name: str) -> Any:
    """A column's value for a form: text, number, Boolean or None."""
    found = getattr(user, columns.by_name(name).attname)
    return found if isinstance(found, str | bool | int | float | None) else msgspec.to_builtins(found, enc_hook=str)
