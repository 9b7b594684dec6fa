"""Validates bodies: returns the fields' values, or one error text per field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from django.http import HttpRequest

from gatepost.accounts import new_names
from gatepost.door import payload, readable
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import text

JSON = "application/json"
FORMS = readable.FORMS
LARGEST_FORM = 64 * 1024
UNREADABLE = readable.UNREADABLE
UNSUPPORTED = Refusal(Kind.INVALID, "unsupported_media_type", text="Unsupported media type")
MALFORMED = Refusal(Kind.INVALID, "parse_error", text="Malformed JSON")
NO_OBJECT = Refusal(Kind.INVALID, "parse_error", text="Expected a JSON object")
NO_FORM = Refusal(Kind.INVALID, "parse_error", text="Malformed form")
TOO_LARGE = Refusal(Kind.INVALID, "too_large")
FAULT = Refusal(Kind.INVALID, "invalid")

REQUIRED = "This field is required."
NO_TEXT = "Not a valid string."
NULLS = "Null characters are not allowed."
BLANK = "This field may not be blank."
NO_EMAIL = "Enter a valid email address."
TOO_LONG = "Ensure this field has no more than {longest} characters."
LONGEST = {"password": text.TYPED_PASSWORD_LENGTH, "new_password": text.PASSWORD_CHARACTERS}


class Field(msgspec.Struct, frozen=True):
    """One field of a body.

    Args:
        name: Its key.
        form: Passwords are not trimmed, all other values are; a `new_password` is also normalized, and its maximum
            length is shorter than that of an existing one.
        wanted: For which visitors the field is required; it is ignored for others.
    """

    name: str
    form: Literal["text", "email", "known_email", "new_email", "password", "new_password"] = "text"
    wanted: Callable[[Visit], bool] = lambda visit: True  # noqa: ARG005


def check_size(request: HttpRequest) -> None:
    """Limit the size of forms; must run before the CSRF check, which parses them.

    Raises:
        Refused: `too_large`.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type in FORMS and length.isdecimal() and int(length) > LARGEST_FORM:
        request.read(min(int(length), payload.DRAINED))
        raise Refused(TOO_LARGE)


def check_readable(request: HttpRequest) -> None:
    """Refuse requests that Django cannot parse.

    Raises:
        Refused: `parse_error`, `too_large`.
    """
    try:
        readable.check(request)
    except Refused as refused:
        if refused.refusals[0].code == TOO_LARGE.code:
            raise
        raise Refused(NO_FORM if request.content_type in FORMS else MALFORMED) from None


def body(request: HttpRequest) -> Mapping[str, Any]:
    """Decode a body: JSON or one of the two form encodings.

    Raises:
        Refused: `unsupported_media_type`, `parse_error`, `too_large`.
    """
    if request.content_type in FORMS:
        return {**request.POST.dict(), **request.FILES.dict()}
    if request.content_type != JSON:
        raise Refused(UNSUPPORTED)
    try:
        found = msgspec.json.decode(payload.read(request))
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise Refused(MALFORMED) from None
    if not isinstance(found, dict):
        raise Refused(NO_OBJECT)
    return found


def take(fields: Sequence[Field], visit: Visit, given: Mapping[str, Any]) -> dict[str, str]:
    """Validate fields and return their values; other fields are ignored.

    Raises:
        Refused: With one error per invalid field.
    """
    wanted = [field for field in fields if field.wanted(visit)]
    faults = {field.name: fault for field in wanted if (fault := _fault(field, given.get(field.name)))}
    if faults:
        raise Refused(*(msgspec.structs.replace(FAULT, param=name, text=fault) for name, fault in faults.items()))
    return {field.name: _trimmed(field, given[field.name]) for field in wanted}


def _trimmed(field: Field, value: str) -> str:
    if field.form == "new_password":
        return text.normal_password(value)
    return value if field.form == "password" else value.strip()


def _fault(field: Field, value: object) -> str:
    if value is None:
        return REQUIRED
    if not isinstance(value, str):
        return NO_TEXT
    if "\x00" in value:
        return NULLS
    if not (value if field.form in LONGEST else value.strip()):
        return BLANK
    if len(value) > LONGEST.get(field.form, len(value)):
        return TOO_LONG.format(longest=LONGEST[field.form])
    return _address_fault(field.form, value) if field.form.endswith("email") else ""


def _address_fault(form: str, value: str) -> str:
    if len(value.strip()) > text.EMAIL_LENGTH:
        return NO_EMAIL
    if form == "new_email":
        return " ".join(str(one.text) for one in new_names.faults("email", value))
    valid = text.is_address if form == "known_email" else text.canonical_email
    return "" if valid(value) else NO_EMAIL
