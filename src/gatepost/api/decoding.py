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
from gatepost.door.payload import INVALID_JSON, LARGEST_BODY, TOO_LARGE
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import text

DEEPEST_BODY = 16
LONGEST_NUMBER = 18
LONGEST_KNOWN = 1000
MOST_UNKNOWN, LONGEST_UNKNOWN = 20, 100

REQUIRED = new_names.REQUIRED
INVALID = new_names.INVALID
INVALID_EMAIL = new_names.INVALID_EMAIL
INVALID_PHONE = new_names.INVALID_PHONE
MAX_LENGTH = new_names.MAX_LENGTH
INVALID_LIST = Refusal(Kind.INVALID, "invalid_list", text=_("Enter a list of values."))
INVALID_NUMBER = Refusal(Kind.INVALID, "invalid_pk_value", text=_("This is not a valid value."))
UNKNOWN_FIELD = Refusal(Kind.INVALID, "unknown_field", text=_("Unknown field."))
INVALID_CHOICE = Refusal(Kind.INVALID, "invalid_choice", text=_("This is not one of the choices."))

Text = Annotated[str, msgspec.Meta(max_length=1000)]
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
    if not body.strip():
        return {}
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise Refused(INVALID_JSON) from None
    if not isinstance(data, dict) or _depth(data, DEEPEST_BODY) > DEEPEST_BODY:
        raise Refused(INVALID_JSON)
    return data


def _depth(value: object, limit: int) -> int:
    if not isinstance(value, dict | list) or limit < 0:
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(one, limit - 1) for one in inner), default=0)


class Field(msgspec.Struct, frozen=True):
    """A field of a struct; `tells_unset` if a missing value differs from an empty one."""

    name: str
    kind: Any
    form: str
    longest: int | None
    choices: tuple[str, ...]
    required: bool
    tells_unset: bool


@functools.cache
def fields(body: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a body's struct; cached."""
    hints = typing.get_type_hints(body, include_extras=True)
    return tuple(_field(one, hints[one.name]) for one in msgspec.structs.fields(body))


def _field(field: msgspec.structs.FieldInfo, hint: object) -> Field:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    form, longest = "", None
    if typing.get_origin(hint) is Annotated:
        hint, meta = typing.get_args(hint)[:2]
        form, longest = (meta.extra or {}).get("form", ""), meta.max_length
    choices = typing.get_args(hint) if typing.get_origin(hint) is Literal else ()
    tells_unset = field.default is msgspec.UNSET
    return Field(field.name, str if choices else hint, form, longest, choices, field.required, tells_unset)


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
            value = _value(field, data.get(field.name))
        except Refused as refused:
            faults += [refusal.at(field.name) for refusal in refused.refusals]
            continue
        if value is not None or (field.tells_unset and field.name in data):
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


def _value(field: Field, raw: object) -> Any:
    if raw is None or raw in ("", [], {}):
        return None
    if field.kind is bool:
        return _boolean(raw)
    if field.kind is int:
        return _numbers([raw])[0]
    if field.kind == list[int]:
        return _numbers(raw)
    if field.kind == dict[str, Any]:
        return _credential(raw) if field.form == "credential" else _object(raw)
    return _text(field, raw)


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


def _text(field: Field, raw: object) -> str | None:
    """A text; other JSON types are converted by Python's `str` and validated by the field's own rules."""
    typed = raw if isinstance(raw, str) else str(raw)
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in typed):
        raise Refused(INVALID)
    if field.form == "password":
        return _password(typed)
    if field.form == "new_password":
        return _new_password(typed)
    typed = typed.strip()
    if field.longest is not None and len(typed) > field.longest:
        raise Refused(MAX_LENGTH)
    if field.choices and typed not in field.choices:
        raise Refused(INVALID_CHOICE)
    return _formed(field.form, typed) if typed else None


def _password(typed: str) -> str:
    """An existing password, exactly as typed: the limits on new passwords don't apply to it."""
    if len(typed) > text.TYPED_PASSWORD_LENGTH:
        raise Refused(MAX_LENGTH)
    return typed


def _new_password(typed: str) -> str:
    """As typed, including spaces; one that is too long is refused before it is hashed."""
    normal = text.password(typed)
    if normal is None:
        raise Refused(MAX_LENGTH)
    return normal


def _known_email(typed: str) -> str | None:
    return typed if text.is_address(typed) else None


def _known_phone(typed: str) -> str | None:
    """E.164, or any form if the user model has a number as `USERNAME_FIELD`, which it may store in its own way."""
    e164 = E164.fullmatch(typed) and text.canonical_phone(typed)
    return typed if e164 or "phone" in columns.by_kind() else None


_FORMS: dict[str, tuple[Any, Refusal, int]] = {
    "known_email": (_known_email, INVALID_EMAIL, LONGEST_KNOWN),
    "known_phone": (_known_phone, INVALID_PHONE, LONGEST_KNOWN),
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


def _formed(form: str, typed: str) -> str:
    if form.startswith(NEW):
        return _new_name(form.removeprefix(NEW), typed)
    if form not in _FORMS:
        return typed
    canonical, refusal, longest = _FORMS[form]
    if len(typed) > longest:
        raise Refused(MAX_LENGTH if not form.endswith("phone") else refusal)
    if canonical(typed) is None:
        raise Refused(refusal)
    return typed


def _new_name(kind: str, typed: str) -> str:
    if kind == "phone" and not E164.fullmatch(typed):
        raise Refused(INVALID_PHONE)
    new_names.check(kind, typed)
    return new_names.stored(kind, typed)
