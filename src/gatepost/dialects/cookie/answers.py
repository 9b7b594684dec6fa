"""From an outcome or a refusal to the words of this wire."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.wire import clients

THROTTLED = (429, "throttled", "Too many attempts")
INVALID_LINK = (400, "invalid_token", "Invalid or expired link")
INVALID_KEY = (400, "invalid_key", "Invalid or expired key")
Words = dict[str, tuple[int, str, str]]
"""The code of a refusal to status, code and text here."""
UNVERIFIED = (403, "email_not_verified", "Email not verified")
WORDS: Words = {
    "conflict": (409, "conflict", "Changed in the meantime"),
    "email_password_mismatch": (400, "invalid_credentials", "Invalid credentials"),
    "email_taken": INVALID_KEY,
    "forbidden": (403, "forbidden", "Not allowed"),
    "invalid_json": (400, "parse_error", "Malformed JSON"),
    "invalid_or_expired_key": INVALID_KEY,
    "invalid_token": INVALID_LINK,
    "login_required": (403, "not_authenticated", "Authentication credentials were not provided."),
    "rate_limited": THROTTLED,
    "too_large": (413, "too_large", "Request body too large"),
    "too_many_login_attempts": THROTTLED,
    "unavailable": (503, "unavailable", "Temporarily unavailable"),
    "unknown_user": INVALID_LINK,
    "unsupported_media_type": (415, "unsupported_media_type", "Unsupported media type"),
}
STATUS = {
    Kind.INVALID: 400,
    Kind.WRONG: 400,
    Kind.LOGIN_REQUIRED: 403,
    Kind.PROOF_REQUIRED: 403,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.GONE: 400,
    Kind.LIMITED: 429,
    Kind.UNAVAILABLE: 503,
}
FIELDS = {"current_password": "old_password"}
"""Names of fields that operations know by another name."""
TEXTS = {"enter_current_password": "Wrong password."}
SUCCESS = "success"
_encode = msgspec.json.Encoder(enc_hook=str).encode


def respond(status: int, body: dict[str, Any]) -> HttpResponse:
    """A JSON answer, whatever was asked for."""
    return HttpResponse(_encode(body), status=status, content_type="application/json")


def error(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A no."""
    return respond(status, {"detail": detail, "code": code, **more})


def answer(request: HttpRequest, visit: Visit, outcome: Outcome, *, status: int, detail: str) -> HttpResponse:
    """An outcome on the wire.

    Args:
        request: Its session takes the new key, or gives up the old one.
        visit: Who asked.
        outcome: How the operation ended.
        status: Of a success.
        detail: Of a success that has nothing else to tell.
    """
    done = {"detail": detail}
    match outcome:
        case LoggedIn(session=session, opened=opened, trust=trust):
            response = respond(status, done)
            if opened is not None:
                clients.hand_over(request, visit.client, opened, {})
                clients.mark_device(request, visit, session.user, response, trust=trust)
            request.session.modified = True
            clients.give_csrf_cookie(request, response)
            return response
        case Pending(steps=()):
            clients.forget(request)
            return respond(status, done)
        case Pending():
            return _wait(request, visit, outcome)
        case Done(data=data, opened=opened):
            if opened is not None:
                clients.hand_over(request, visit.client, opened, {})
            return respond(status, done if data is None else data)


def _wait(request: HttpRequest, visit: Visit, pending: Pending) -> HttpResponse:
    """The contract of this wire knows no further step: the native API takes it, in the same session."""
    if pending.steps[0].name == "verify_email":
        return error(*UNVERIFIED)
    flows = [{"id": step.name, "is_pending": True, **step.details} for step in pending.steps]
    response = error(403, "step_required", "Another step is required", flows=flows)
    if pending.opened is not None:
        clients.hand_over(request, visit.client, pending.opened, {})
        clients.give_csrf_cookie(request, response)
    return response


def refuse(refused: Refused, words: Words | None = None) -> HttpResponse:
    """A refusal on the wire, in words that the operation has of its own, or in those of all."""
    first = refused.refusals[0]
    told = (words or {}).get(first.code) or WORDS.get(first.code)
    if told is not None:
        response = error(*told)
    elif first.param is None:
        response = error(STATUS[refused.kind], first.code, str(first.text))
    else:
        response = error(400, "invalid", "Invalid input", errors=_by_field(refused.refusals))
    _tell_when(response, refused)
    return response


def _by_field(refusals: tuple[Refusal, ...]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for one in refusals:
        name = one.param or ""
        errors.setdefault(FIELDS.get(name, name), []).append(TEXTS.get(one.code, str(one.text)))
    return errors


def _tell_when(response: HttpResponse, refused: Refused) -> None:
    """After too many bad logins one waits for the whole window; else as long as the limit says."""
    waits = [one.retry_after for one in refused.refusals if one.retry_after is not None]
    if refused.refusals[0].code == "too_many_login_attempts":
        waits.append(limits.rates("login_failed")[0].seconds)
    if waits and response.status_code in (429, 503):
        response["Retry-After"] = str(max(waits))
