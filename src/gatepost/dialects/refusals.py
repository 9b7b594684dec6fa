"""From a refusal to an exception of REST framework: status by kind, key and text by code."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework import status
from rest_framework.exceptions import APIException, NotAuthenticated, PermissionDenied, Throttled, ValidationError
from rest_framework.settings import api_settings

from gatepost.errors import Kind, Refusal, Refused

UNABLE = "Unable to log in with provided credentials."
STATUS = {
    Kind.CONFLICT: status.HTTP_409_CONFLICT,
    Kind.GONE: status.HTTP_410_GONE,
    Kind.UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    Kind.PROOF_REQUIRED: status.HTTP_403_FORBIDDEN,
}


class Told(APIException):
    """A status with a body of its own."""

    def __init__(self, code: int, body: Any, *, wait: int | None = None) -> None:
        """Take both as they are.

        Args:
            code: The status.
            body: What JSON can hold.
            wait: Seconds until the client may come back.
        """
        super().__init__()
        self.status_code, self.detail, self.wait = code, body, wait


class Words(msgspec.Struct, frozen=True):
    """How a dialect tells refusals of an operation.

    Args:
        fields: Parameters of the operation to fields of the wire; one that is absent has the same name.
        texts: Codes to texts of the wire; one that is absent keeps the operation's sentence.
        places: Codes to fields of the wire, where the code decides it.
    """

    fields: Mapping[str, str] = {}
    texts: Mapping[str, str] = {}
    places: Mapping[str, str] = {}


def told(refused: Refused, words: Words = Words()) -> APIException:  # noqa: B008 - it is frozen
    """What REST framework answers for a refusal.

    Field errors are 400 under their fields; limits are 429 with `Retry-After`; who must log in gets 401 or 403, as the
    view's first authentication class decides.
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
        return Told(STATUS[refused.kind], body, wait=first.retry_after)
    return ValidationError(_by_field(refused, words))


def _by_field(refused: Refused, words: Words) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in refused.refusals:
        found.setdefault(_place(one, words), []).append(words.texts.get(one.code) or str(one.text) or one.code)
    return found


def _place(one: Refusal, words: Words) -> str:
    if one.code in words.places:
        return words.places[one.code]
    if one.param is None:
        return str(api_settings.NON_FIELD_ERRORS_KEY)
    return words.fields.get(one.param, one.param)


class LoginWords(msgspec.Struct, frozen=True):
    """How a dialect says that a login failed.

    Args:
        status: 400, or 401.
        place: `non_field_errors`, whose value is a list, or `detail`.
        text: For all who are unknown, wrong or disabled: nothing tells them apart.
        steps: Names of steps to texts, where the old wire has a word for one.
    """

    status: int = status.HTTP_400_BAD_REQUEST
    place: str = "non_field_errors"
    text: str = UNABLE
    steps: Mapping[str, str] = {}


def login(refused: Refused, words: LoginWords = LoginWords()) -> APIException:  # noqa: B008 - it is frozen
    """What a login answers that was refused.

    A step that is missing is told by `code`, beside the dialect's refusal and only after the right password: it is the
    id of the flow that the native API's login waits for.
    """
    first = refused.refusals[0]
    if first.retry_after is not None or refused.kind is Kind.LIMITED:
        return told(refused)
    text, more = words.text, {}
    if refused.kind is Kind.PROOF_REQUIRED:
        text, more = words.steps.get(first.code, text), {"code": first.code}
    return Told(words.status, {words.place: text if words.place == "detail" else [text], **more})
