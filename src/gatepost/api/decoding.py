"""Decodes a body to a struct, or to the list of its faults."""

import functools
import re
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import columns, name_limits, new_names
from gatepost.api import lenient_json
from gatepost.door.payload import INVALID_JSON, LARGEST_BODY, TOO_LARGE
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import text

DEEPEST_BODY, LONGEST_NUMBER, LONGEST_KNOWN = 16, 18, 1000
MOST_UNKNOWN, LONGEST_UNKNOWN = 20, 100

REQUIRED = new_names.REQUIRED
INVALID = new_names.INVALID
INVALID_EMAIL = new_names.INVALID_EMAIL
INVALID_PHONE = new_names.INVALID_PHONE
MAX_LENGTH = new_names.MAX_LENGTH
NULL_CHARACTERS = Refusal(Kind.INVALID, "null_characters_not_allowed", text=_("Null characters are not allowed."))
INVALID_LIST = Refusal(Kind.INVALID, "invalid_list", text=_("Enter a list of values."))
INVALID_NUMBER = Refusal(Kind.INVALID, "invalid_pk_value", text=_("This is not a valid value."))
UNKNOWN_FIELD = Refusal(Kind.INVALID, "unknown_field", text=_("Unknown field."))
INVALID_CHOICE = Refusal(Kind.INVALID, "invalid_choice", text=_("This is not one of the choices."))

Text = Annotated[str, msgspec.Meta(max_length=1000)]
Key = Annotated[str, msgspec.Meta(max_length=1000, extra={"form": "key"})]
"""A key or code: one that is too long is answered as any other that is wrong."""
Password = Annotated[str, msgspec.Meta(extra={"form": "password"}, extra_json_schema={"format": "password"})]
NewPassword = Annotated[str, msgspec.Meta(extra={"form": "new_password"}, extra_json_schema={"format": "password"})]
Credential = Annotated[dict[str, Any], msgspec.Meta(extra={"form": "credential"})]
NEW = "new "
E164 = re.compile(r"\+[1-9][0-9]{1,14}")
KnownEmail = Annotated[str, msgspec.Meta(extra={"form": "known_email"}, extra_json_schema={"format": "email"})]
KnownPhone = Annotated[str, msgspec.Meta(extra={"form": "known_phone"})]

MoreFaults = Callable[[dict[str, Any]], list[Refusal]]
Body = TypeVar("Body", bound=msgspec.Struct)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; an empty body counts as an empty object.

    Raises:
        Refused: Too large, not JSON, not an object, or nested too deeply.
    """
    if len(body) > LARGEST_BODY:
        raise Refused(TOO_LARGE)
    if not body:
        return {}
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        data = lenient_json.parsed(body)
    if not isinstance(data, dict) or _depth(data, DEEPEST_BODY) > DEEPEST_BODY:
        raise Refused(INVALID_JSON)
    return data


def _depth(value: object, limit: int) -> int:
    if not isinstance(value, dict | list) or limit < 0:
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(one, limit - 1) for one in inner if isinstance(one, dict | list)), default=0)


class Field(msgspec.Struct, frozen=True):
    """A field of a struct.

    Args:
        name: Its key in the object.
        read: Returns its value from any JSON value that is not empty; None if that counts as empty.
        required: Whether an empty one is refused.
        distinguishes_unset: Whether a missing value differs from an empty one.
    """

    name: str
    read: Callable[[object], Any]
    required: bool
    distinguishes_unset: bool


@functools.cache
def fields(body: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a body's struct; cached."""
    hints = typing.get_type_hints(body, include_extras=True)
    return tuple(
        Field(one.name, _reader(hints[one.name]), one.required, one.default is msgspec.UNSET)
        for one in msgspec.structs.fields(body)
    )


def _reader(hint: object) -> Callable[[object], Any]:
    """How a value of a type is read."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    form, longest = "", None
    if typing.get_origin(hint) is Annotated:
        hint, meta = typing.get_args(hint)[:2]
        form, longest = (meta.extra or {}).get("form", ""), meta.max_length
    if typing.get_origin(hint) is Literal:
        return functools.partial(_text, TextForm(longest=longest, choices=typing.get_args(hint)))
    if form.startswith(NEW):
        kind = form.removeprefix(NEW)
        nulls = (INVALID_EMAIL, NULL_CHARACTERS) if kind == "email" else (NULL_CHARACTERS,)
        parse = functools.partial(_new_name, kind)
        return functools.partial(_text, TextForm(longest=longest, nulls=nulls, parse=parse))
    if form in _FORMS:
        return functools.partial(_text, _FORMS[form])
    if form == "credential":
        return _credential
    readers: dict[Any, Callable[[object], Any]] = {
        bool: _boolean,
        int: _number,
        list[int]: _numbers,
        dict[str, Any]: _object,
    }
    return readers.get(hint, functools.partial(_text, TextForm(longest=longest)))


def decode(body: type[Body], data: dict[str, Any], more_faults: MoreFaults | None = None) -> Body:
    """A struct from an object; unknown keys are ignored, unless the struct forbids them.

    Args:
        body: The struct.
        data: The object.
        more_faults: Returns further faults of the well-formed fields; called only if another field is faulty.

    Raises:
        Refused: All faults, each with its field.
    """
    values: dict[str, Any] = {}
    faults: list[Refusal] = []
    for field in fields(body):
        try:
            raw = data.get(field.name)
            value = None if raw is None or raw in ("", [], {}) else field.read(raw)
        except Refused as refused:
            faults += [refusal.at(field.name) for refusal in refused.refusals]
            continue
        if value is not None or (field.distinguishes_unset and field.name in data):
            values[field.name] = value
        elif field.required:
            faults.append(REQUIRED.at(field.name))
    if body.__struct_config__.forbid_unknown_fields:
        faults += _unknown(body, data)
    if faults:
        raise Refused(*faults, *(more_faults(values) if more_faults is not None else ()))
    return body(**values)


def _unknown(body: type[msgspec.Struct], data: dict[str, Any]) -> list[Refusal]:
    """A refusal for each unknown key; limited in number and length, so that a response never echoes a huge input."""
    found = [name for name in data if name not in body.__struct_fields__]
    return [UNKNOWN_FIELD.at(name[:LONGEST_UNKNOWN]) for name in found[:MOST_UNKNOWN]]


def _boolean(raw: object) -> bool | None:
    """A checkbox: false counts as missing."""
    if isinstance(raw, str):
        return raw.lower() not in ("false", "0", "off") or None
    return bool(raw) or None


def _object(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise Refused(INVALID)
    return raw


def _credential(raw: object) -> dict[str, Any] | None:
    """An object, or a text that contains one; other JSON becomes an empty credential, which fails verification."""
    if isinstance(raw, str):
        try:
            raw = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError, ValueError):
            raise Refused(INVALID) from None
        if raw is None or raw in ("", [], {}) or _depth(raw, DEEPEST_BODY) > DEEPEST_BODY:
            return None
    return raw if isinstance(raw, dict) else {}


def _numbers(raw: object) -> list[int]:
    if not isinstance(raw, list):
        raise Refused(INVALID_LIST)
    numbers = []
    for one in raw:
        if (
            isinstance(one, bool)
            or not isinstance(one, int | str)
            or not str(one).isascii()
            or len(str(one)) > LONGEST_NUMBER
        ):
            raise Refused(INVALID_NUMBER)
        try:
            numbers.append(int(one))
        except ValueError:
            raise Refused(INVALID_NUMBER) from None
    return numbers


def _number(raw: object) -> int:
    return _numbers([raw])[0]


class TextForm(msgspec.Struct, frozen=True, kw_only=True):
    """How a text is read: in this order.

    Args:
        stripped: Whether surrounding spaces are removed first.
        guessed: Whether a text that can't be right is refused as any other wrong one, also with a lone surrogate.
        longest: The most characters; None for any number.
        too_long: The refusal of a longer one.
        nulls: The refusals of one with U+0000.
        choices: The only texts that are accepted; empty for any.
        parse: Returns the value; refuses a text that is no such value.
    """

    longest: int | None = None
    stripped: bool = True
    guessed: bool = False
    too_long: Refusal = MAX_LENGTH
    nulls: tuple[Refusal, ...] = (NULL_CHARACTERS,)
    choices: tuple[str, ...] = ()
    parse: Callable[[str], str] = str


def _text(form: TextForm, raw: object) -> str | None:
    """A text; other JSON types are converted by Python's `str` and validated by the field's own rules."""
    if "\x00" in (typed := raw if isinstance(raw, str) else str(raw)):
        raise Refused(*form.nulls)
    if (lone := any("\ud800" <= character <= "\udfff" for character in typed)) and not form.guessed:
        raise Refused(INVALID)
    typed = lenient_json.readable(typed) if lone else typed
    if form.stripped:
        typed = typed.strip()
    if form.longest is not None and len(typed) > form.longest:
        raise Refused(form.too_long)
    if form.choices and typed not in form.choices:
        raise Refused(INVALID_CHOICE)
    return form.parse(typed) if typed.strip() else None


def _new_password(typed: str) -> str:
    """As typed, including spaces; one that is too long is refused before it is hashed."""
    normal = text.password(typed)
    if normal is None:
        raise Refused(MAX_LENGTH)
    return normal


def _known_email(typed: str) -> str:
    if not text.is_address(typed):
        raise Refused(INVALID_EMAIL)
    return typed


def _known_phone(typed: str) -> str:
    """E.164, or any form if the user model has a number as `USERNAME_FIELD`, which it may store in its own way."""
    e164 = E164.fullmatch(typed) and text.canonical_phone(typed)
    if not e164 and "phone" not in columns.by_kind():
        raise Refused(INVALID_PHONE)
    return typed


_FORMS = {
    # An existing password is taken exactly as typed: the limits on new passwords don't apply to it.
    "password": TextForm(longest=text.TYPED_PASSWORD_LENGTH, stripped=False),
    "new_password": TextForm(stripped=False, parse=_new_password),
    "known_email": TextForm(
        longest=LONGEST_KNOWN, too_long=INVALID_EMAIL, nulls=(INVALID_EMAIL, NULL_CHARACTERS), parse=_known_email
    ),
    "key": TextForm(guessed=True, parse=lambda typed: typed[:LONGEST_KNOWN]),
    "known_phone": TextForm(longest=LONGEST_KNOWN, too_long=INVALID_PHONE, parse=_known_phone),
}
KNOWN: dict[str, Any] = {"email": KnownEmail, "username": Text, "phone": KnownPhone}
"""By kind, the type of an existing name, to which the rules for new names don't apply."""


def new_name(kind: str) -> Any:
    """The type of a name that is created or changed: validated by the rules for new names, with their limits."""
    limits = name_limits.limits(kind)
    schema = {"maxLength": limits["max_length"]}
    schema |= {"pattern": limits["pattern"]} if "pattern" in limits else {}
    schema |= {"format": "email"} if kind == "email" else {}
    return Annotated[str, msgspec.Meta(extra={"form": f"{NEW}{kind}"}, extra_json_schema=schema)]


def _new_name(kind: str, typed: str) -> str:
    if kind == "phone" and not E164.fullmatch(typed):
        raise Refused(INVALID_PHONE)
    new_names.check(kind, typed)
    return new_names.stored(kind, typed)
