"""From a body to texts, or to the one text that is wrong with each field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import text
from gatepost.wire import clients

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_FORM = 64 * 1024
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)
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
TOO_LONG = f"Ensure this field has no more than {text.PASSWORD_SIGNS} characters."


class Field(msgspec.Struct, frozen=True):
    """One field of a body.

    Args:
        name: Its key.
        form: A password is taken as it is, everything else trimmed.
        wanted: Of which visitors it is asked; what others send there is not looked at.
    """

    name: str
    form: Literal["text", "email", "password"] = "text"
    wanted: Callable[[Visit], bool] = lambda visit: True  # noqa: ARG005


def check_size(request: HttpRequest) -> None:
    """A form is parsed by the CSRF check already, so its size is looked at before.

    Raises:
        Refused: `too_large`.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type in FORMS and length.isdecimal() and int(length) > LARGEST_FORM:
        request.read(min(int(length), clients.DRAINED))
        raise Refused(TOO_LARGE)


def body(request: HttpRequest) -> Mapping[str, Any]:
    """The values in a body, whichever of the three forms it has.

    Raises:
        Refused: `unsupported_media_type`, `parse_error`, `too_large`.
    """
    if request.content_type in FORMS:
        return {**request.POST.dict(), **request.FILES.dict()}
    if request.content_type != JSON:
        raise Refused(UNSUPPORTED)
    try:
        found = msgspec.json.decode(clients.read(request))
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise Refused(MALFORMED) from None
    if not isinstance(found, dict):
        raise Refused(NO_OBJECT)
    return found


def take(fields: Sequence[Field], visit: Visit, given: Mapping[str, Any]) -> dict[str, str]:
    """The texts of these fields; what else was given is ignored.

    Raises:
        Refused: With one fault for each field that has one.
    """
    wanted = [field for field in fields if field.wanted(visit)]
    faults = {field.name: fault for field in wanted if (fault := _fault(field, given.get(field.name)))}
    if faults:
        raise Refused(*(msgspec.structs.replace(FAULT, param=name, text=fault) for name, fault in faults.items()))
    return {field.name: _trimmed(field, given[field.name]) for field in wanted}


def _trimmed(field: Field, value: str) -> str:
    return (text.password(value) or "") if field.form == "password" else value.strip()


def _fault(field: Field, value: Any) -> str:
    if value is None:
        return REQUIRED
    if not isinstance(value, str):
        return NO_TEXT
    if "\x00" in value:
        return NULLS
    if not (value if field.form == "password" else value.strip()):
        return BLANK
    if field.form == "password" and text.password(value) is None:
        return TOO_LONG
    return NO_EMAIL if field.form == "email" and text.canonical_email(value) is None else ""
