"""Rules for names that are created or changed.

Existing names are never validated by them, only looked up; see `gatepost.accounts.accounts`.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import columns
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import identifier_characters, sending, text

INVALID_EMAIL = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid email address."))
INVALID_PHONE = Refusal(Kind.INVALID, "invalid_phone", text=_("Enter a phone number with its country code."))
INVALID_USERNAME = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid username."))
INVALID = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid value."))
REQUIRED = Refusal(Kind.INVALID, "required", text=_("This field is required."))
MAX_LENGTH = Refusal(Kind.INVALID, "max_length", text=_("This value is too long."))
LONGEST = {"email": text.EMAIL_LENGTH, "username": text.USERNAME_LENGTH, "phone": text.PHONE_LENGTH}
GENERATED = ("username", True)
UNLISTED = "\N{REPLACEMENT CHARACTER}"
"""A symbol that no validator allows explicitly, only one that allows nearly everything."""


def stored(kind: str, typed: str) -> str:
    """The spelling in which a name is stored, returned and mailed to.

    Args:
        kind: `email`, `username` or `phone`.
        typed: A text that has a normal form.
    """
    if kind == "phone":
        return text.canonical_phone(typed) or ""
    if kind == "email":
        return text.stored_email(typed)
    name = unicodedata.normalize("NFKC", typed).strip()
    field = columns.field("username")
    if field is None or columns.is_text(field):
        return name
    try:
        return str(field.to_python(name))
    except ValidationError:
        return name


def faults(kind: str, typed: str) -> list[Refusal]:
    """All faults of a new name, with the kind as their field; no query."""
    found = _own_rule(kind, typed)
    if found is not None:
        return [found.at(kind)]
    name, field = stored(kind, typed), columns.field(kind)
    found_by_model = _column_faults(field, name, _invalid(kind)) if field is not None else []
    if not found_by_model and kind == "username" and not all(_allowed(character, name) for character in name):
        found_by_model = [INVALID_USERNAME]
    return [one.at(kind) for one in found_by_model]


def check(kind: str, typed: str) -> None:
    """Require a valid new name.

    Raises:
        Refused: `invalid`, `invalid_phone`, `max_length`, or the code of the model's own validator.
    """
    if found := faults(kind, typed):
        raise Refused(*found)


def _own_rule(kind: str, typed: str) -> Refusal | None:
    if not text.clean(typed):
        return _invalid(kind)
    if len(typed.strip()) > LONGEST[kind]:
        return MAX_LENGTH if kind == "username" else _invalid(kind)
    canonical = text.canonical(kind, typed)
    if canonical is None or (kind == "email" and not _deliverable(stored(kind, typed), canonical)):
        return _invalid(kind)
    return None


def _invalid(kind: str) -> Refusal:
    return {"email": INVALID_EMAIL, "username": INVALID_USERNAME, "phone": INVALID_PHONE}[kind]


def _deliverable(address: str, canonical: str) -> bool:
    """Whether mail can reach a mailbox, and the normal form is that same mailbox.

    Case folding turns `ß` into `ss`, for example: such an address would claim another mailbox than its own.
    """
    return sending.deliverable(address) and canonical.rpartition("@")[0] == address.rpartition("@")[0]


def _allowed(character: str, name: str) -> bool:
    return identifier_characters.allowed(character) or _listed(character, name)


def _listed(character: str, name: str) -> bool:
    r"""Whether the model's own validator explicitly allows a character that Unicode doesn't recommend, such as `@`.

    A validator that accepts an arbitrary symbol in its place allows none explicitly. Letters and marks never count,
    since `\w` accepts all of them, including invisible ones.
    """
    field = columns.field("username")
    if field is None or not columns.is_text(field):
        return False
    symbol = character == " " or unicodedata.category(character)[0] in "PS"
    return symbol and bool(_refused(field, name.replace(character, UNLISTED)))


def _refused(field: columns.Column, value: object) -> list[ValidationError]:
    """The errors of a column's validators for a value."""
    found = []
    for validator in field.validators:
        if type(validator) is EmailValidator:
            continue  # replaced by our own rule, since it refuses mailboxes that `email.smtputf8` allows
        try:
            validator(value)
        except ValidationError as error:
            if error_text := field.error_messages.get(getattr(error, "code", None) or ""):
                error.message = error_text
            found += error.error_list
    return found


def _column_faults(field: columns.Column, value: str, otherwise: Refusal) -> list[Refusal]:
    try:
        converted = field.to_python(value)
        field.validate(converted, None)
    except ValidationError:
        return [otherwise]
    return [
        Refusal(Kind.INVALID, error.code or "invalid", text=" ".join(error.messages))
        for error in _refused(field, converted)
    ]


def faults_of(values: Mapping[str, str]) -> list[Refusal]:
    """All faults of a sign-up's values: names by kind, and declared extra fields by column."""
    found: list[Refusal] = []
    for name, value in values.items():
        if name in LONGEST:
            found += faults(name, value)
        elif columns.has_column(name):
            found += [one.at(name) for one in _extra_faults(columns.by_name(name), value)]
    return found


def _extra_faults(field: columns.Column, value: str) -> list[Refusal]:
    if not text.clean(value):
        return [INVALID]
    return _column_faults(field, value, INVALID) if value or not field.blank else []


def converted(field: columns.Column, value: str) -> Any:
    """The value of a declared extra field in its column's own type."""
    if not value and not columns.is_text(field):
        return field.get_default()
    return field.to_python(value)


def missing(values: Mapping[str, str]) -> list[Refusal]:
    """`required` for each name that the user model needs and the input lacks; a textual username can be generated."""
    return [
        REQUIRED.at(kind)
        for kind in columns.by_kind()
        if not values.get(kind) and columns.needs(kind) and (kind, columns.is_text(columns.field(kind))) != GENERATED
    ]


def first_valid(candidates: Sequence[str]) -> str:
    """The first of these usernames that the model accepts; the last if it accepts none."""
    return next((name for name in candidates if not faults("username", name)), candidates[-1])
