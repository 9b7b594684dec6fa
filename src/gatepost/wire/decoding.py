"""From the bytes of a body to a struct, or to the list of what is wrong with it."""

import functools
import types
import typing
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import text

LARGEST_BODY = 64 * 1024
DEEPEST_BODY = 16
LONGEST_NUMBER = 18

INVALID_JSON = Refusal(Kind.INVALID, "invalid_json", text=_("The body is not a JSON object."))
TOO_LARGE = Refusal(Kind.INVALID, "too_large", text=_("The body is larger than 64 KiB."))
REQUIRED = Refusal(Kind.INVALID, "required", text=_("This field is required."))
INVALID = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid value."))
INVALID_EMAIL = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid email address."))
INVALID_PHONE = Refusal(Kind.INVALID, "invalid_phone", text=_("Enter a phone number with its country code."))
INVALID_USERNAME = Refusal(Kind.INVALID, "invalid", text=_("Enter a valid user name."))
INVALID_LIST = Refusal(Kind.INVALID, "invalid_list", text=_("Enter a list of values."))
INVALID_NUMBER = Refusal(Kind.INVALID, "invalid_pk_value", text=_("This is not a valid value."))
INVALID_CHOICE = Refusal(Kind.INVALID, "invalid_choice", text=_("This is not one of the choices."))
MAX_LENGTH = Refusal(Kind.INVALID, "max_length", text=_("This value is too long."))

Text = Annotated[str, msgspec.Meta(max_length=1000)]
Password = Annotated[str, msgspec.Meta(extra={"form": "password"}, extra_json_schema={"format": "password"})]
Email = Annotated[str, msgspec.Meta(extra={"form": "email"}, extra_json_schema={"format": "email"})]
Username = Annotated[str, msgspec.Meta(extra={"form": "username"})]
Phone = Annotated[str, msgspec.Meta(extra={"form": "phone"})]

Body = TypeVar("Body", bound=msgspec.Struct)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; no body is an empty one.

    Raises:
        Refused: Too large, not JSON, no object, or nested too deeply.
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


def _depth(value: Any, limit: int) -> int:
    if not isinstance(value, dict | list) or limit < 0:
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(one, limit - 1) for one in inner), default=0)


class Field(msgspec.Struct, frozen=True):
    """What a struct says of one of its fields."""

    name: str
    kind: Any
    form: str
    longest: int | None
    choices: tuple[str, ...]
    required: bool


@functools.cache
def fields(body: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a body's struct, read once."""
    hints = typing.get_type_hints(body, include_extras=True)
    return tuple(_field(one.name, hints[one.name], required=one.required) for one in msgspec.structs.fields(body))


def _field(name: str, hint: Any, *, required: bool) -> Field:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    form, longest = "", None
    if typing.get_origin(hint) is Annotated:
        hint, meta = typing.get_args(hint)[:2]
        form, longest = (meta.extra or {}).get("form", ""), meta.max_length
    choices = typing.get_args(hint) if typing.get_origin(hint) is Literal else ()
    return Field(name, str if choices else hint, form, longest, choices, required)


def decode(body: type[Body], data: dict[str, Any]) -> Body:
    """A struct from an object; unknown keys are ignored.

    Raises:
        Refused: With every fault, each naming its field.
    """
    values: dict[str, Any] = {}
    faults: list[Refusal] = []
    for field in fields(body):
        try:
            value = _value(field, data.get(field.name))
        except Refused as refused:
            faults += [refusal.at(field.name) for refusal in refused.refusals]
            continue
        if value is not None:
            values[field.name] = value
        elif field.required:
            faults.append(REQUIRED.at(field.name))
    if faults:
        raise Refused(*faults)
    return body(**values)


def _value(field: Field, raw: Any) -> Any:
    if raw is None or raw in ("", [], {}):
        return None
    if field.kind is bool:
        return _boolean(raw)
    if field.kind is int:
        return _numbers([raw])[0]
    if field.kind == list[int]:
        return _numbers(raw)
    if field.kind == dict[str, Any]:
        return _object(raw)
    return _text(field, raw)


def _boolean(raw: Any) -> bool | None:
    """A checkbox: what is false counts as not given."""
    if isinstance(raw, str):
        return raw.lower() not in ("false", "0", "off") or None
    return bool(raw) or None


def _object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise Refused(INVALID)
    return raw


def _numbers(raw: Any) -> list[int]:
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


def _text(field: Field, raw: Any) -> str | None:
    if isinstance(raw, bool | dict | list):
        raise Refused(INVALID)
    typed = raw if isinstance(raw, str) else str(raw)
    if any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in typed):
        raise Refused(INVALID)
    if field.form == "password":
        return _password(typed)
    typed = typed.strip()
    if field.longest is not None and len(typed) > field.longest:
        raise Refused(MAX_LENGTH)
    if field.choices and typed not in field.choices:
        raise Refused(INVALID_CHOICE)
    return _formed(field.form, typed) if typed else None


def _password(typed: str) -> str:
    """As typed, blanks and all; one that no hasher should see is refused before any work."""
    normal = text.password(typed)
    if normal is None:
        raise Refused(MAX_LENGTH)
    return normal


_FORMS: dict[str, tuple[Any, Refusal, int]] = {
    "email": (text.canonical_email, INVALID_EMAIL, text.EMAIL_LENGTH),
    "username": (text.canonical_username, INVALID_USERNAME, text.USERNAME_LENGTH),
    "phone": (text.canonical_phone, INVALID_PHONE, 32),
}


def _formed(form: str, typed: str) -> str:
    if form not in _FORMS:
        return typed
    canonical, refusal, longest = _FORMS[form]
    if len(typed) > longest:
        raise Refused(MAX_LENGTH if form != "phone" else refusal)
    if canonical(typed) is None:
        raise Refused(refusal)
    return typed
