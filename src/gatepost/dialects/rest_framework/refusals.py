"""Converts refusals to exceptions of REST framework: status by kind, field and text by code."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    ErrorDetail,
    NotAuthenticated,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from rest_framework.settings import api_settings

from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.errors import Kind, Refusal, Refused

UNABLE = _("Unable to log in with provided credentials.")
STATUS = {
    Kind.CONFLICT: status.HTTP_409_CONFLICT,
    Kind.GONE: status.HTTP_410_GONE,
    Kind.UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    Kind.PROOF_REQUIRED: status.HTTP_403_FORBIDDEN,
}


ALL = "non_field_errors"
"""In the tables of texts: the place of errors across fields, whatever the project's REST framework calls it."""


def all_fields() -> str:
    """The place of errors across fields: REST framework's setting `NON_FIELD_ERRORS_KEY`."""
    return str(api_settings.NON_FIELD_ERRORS_KEY)


class BodyError(APIException):
    """An exception with its own status and body."""

    def __init__(self, status_code: int, body: Any, code: str, *, wait: int | None = None) -> None:
        """Set status and body.

        Args:
            status_code: The HTTP status.
            body: Texts, or lists and objects of texts.
            code: What a project's `EXCEPTION_HANDLER` finds as the code of these texts.
            wait: Seconds for `Retry-After`.
        """
        super().__init__(body, code)
        self.status_code, self.wait = status_code, wait


class Words(msgspec.Struct, frozen=True):
    """How a dialect words the refusals of an operation.

    Args:
        fields: Parameters of the operation to the dialect's fields; unlisted ones have the same name.
        texts: Codes to the dialect's texts; for unlisted codes the operation's text is used.
        places: Codes to the dialect's fields, if the code decides the field.
        codes: Codes to those of the original package, which a project's `EXCEPTION_HANDLER` sees.
        code: The code for all others; their own if empty.
    """

    fields: Mapping[str, str] = {}
    texts: Mapping[str, str] = {}
    places: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}
    code: str = ""


def to_exception(refused: Refused, words: Words = Words()) -> APIException:  # noqa: B008 - it is frozen
    """Make the REST framework exception for a refusal.

    Field errors are 400 under their fields; limits are 429 with `Retry-After`; anonymous requests get 401 or 403, as
    the view's first authentication class decides.
    """
    first = refused.refusals[0]
    if first.retry_after is not None and refused.kind is not Kind.UNAVAILABLE:
        return Throttled(wait=first.retry_after)
    if refused.kind is Kind.LIMITED:
        return Throttled()
    if refused.kind is Kind.LOGIN_REQUIRED:
        return NotAuthenticated()
    if refused.kind is Kind.FORBIDDEN:
        return PermissionDenied()
    if refused.kind in STATUS:
        body = {"detail": words.texts.get(first.code) or str(first.text) or first.code, "code": first.code}
        return BodyError(STATUS[refused.kind], body, first.code, wait=first.retry_after)
    return ValidationError(_by_field(refused, words))


def _by_field(refused: Refused, words: Words) -> dict[str, list[ErrorDetail]]:
    found: dict[str, list[ErrorDetail]] = {}
    for one in refused.refusals:
        worded = words.texts.get(one.code) or str(one.text) or one.code
        code = words.codes.get(one.code) or words.code or one.code
        found.setdefault(_place(one, words), []).append(ErrorDetail(worded, code))
    return found


def _place(one: Refusal, words: Words) -> str:
    if one.code in words.places:
        return all_fields() if words.places[one.code] == ALL else words.places[one.code]
    if one.param is None:
        return all_fields()
    return words.fields.get(one.param, one.param)


class LoginWords(msgspec.Struct, frozen=True):
    """How a dialect words failed logins.

    Args:
        place: `non_field_errors`, whose value is a list, with status 400; or `detail`, with 401.
        text: The same text for unknown users, wrong passwords and disabled users.
        code: The code of that text, which a project's `EXCEPTION_HANDLER` sees.
        steps: Names of missing steps to texts, if the original package has one.
    """

    place: str = ALL
    text: str = UNABLE
    code: str = "invalid"
    steps: Mapping[str, str] = {}


def login(refused: Refused, words: LoginWords = LoginWords()) -> APIException:  # noqa: B008 - it is frozen
    """Make the exception for a refused login.

    After a correct password, a missing step is named in `code`, in addition to the dialect's usual text: it is the id
    of the flow that a login through the native API would wait for.
    """
    first = refused.refusals[0]
    if first.retry_after is not None or refused.kind is Kind.LIMITED:
        return to_exception(refused)
    text, code, more = words.text, words.code, {}
    if refused.kind is Kind.PROOF_REQUIRED:
        text, code, more = words.steps.get(first.code, text), first.code, {"code": first.code}
    if words.place != "detail":
        return ValidationError({all_fields(): [text], **more}, code)
    return AuthenticationFailed({"detail": text, **more} if more else text, code)
