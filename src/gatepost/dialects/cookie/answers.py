"""Responses of this API to outcomes and refusals."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost.door import cookies, csrf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import notices, registry
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import decisions, limits
from gatepost.sessions.state import Opened

THROTTLED = (429, "throttled", "Too many attempts")
INVALID_LINK = (400, "invalid_token", "Invalid or expired link")
INVALID_KEY = (400, "invalid_key", "Invalid or expired key")
Words = dict[str, tuple[int, str, str]]
"""Codes of refusals to this API's status, code and text."""
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
"""Parameters of operations to this API's field names."""
TEXTS = {"enter_current_password": "Wrong password."}
SUCCESS = "success"


class Body(msgspec.Struct, frozen=True):
    """What an endpoint found, in this API's form.

    Args:
        fields: The response's fields.
        opened: A session that was opened to keep state.
    """

    fields: dict[str, Any]
    opened: Opened | None = None


_encode = msgspec.json.Encoder(enc_hook=str).encode


def respond(status: int, body: dict[str, Any]) -> HttpResponse:
    """A JSON response, whatever the `Accept` header says."""
    return HttpResponse(_encode(body), status=status, content_type="application/json")


def error(status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """An error response."""
    return respond(status, {"detail": detail, "code": code, **more})


def answer(request: HttpRequest, visit: Visit, outcome: Outcome | Body, *, status: int, detail: str) -> HttpResponse:
    """The response to an outcome.

    Args:
        request: Its session cookie gets the new key, or is deleted.
        visit: The request's visit.
        outcome: The outcome of the operation, or what it found.
        status: Status of a success.
        detail: Text of a success without data.
    """
    done = {"detail": detail}
    match outcome:
        case LoggedIn(session=session, opened=opened, trust=trust):
            response = respond(status, done)
            if opened is not None:
                cookies.deliver(request, visit.client, opened, {})
                cookies.remember_device(request, visit, session.user, response, trust=trust)
            request.session.modified = True
            csrf.set_csrf_cookie(request, response)
            return response
        case Pending(steps=()):
            notices.send(request)
            cookies.forget(request)
            return respond(status, done)
        case Pending():
            return _wait(request, visit, outcome)
        case Done():
            return respond(status, done)
        case Body(fields=fields, opened=opened):
            if opened is not None:
                cookies.deliver(request, visit.client, opened, {})
            return respond(status, fields)


def _wait(request: HttpRequest, visit: Visit, pending: Pending) -> HttpResponse:
    """Refuse, naming the missing step: clients complete it through the native API, in the same session."""
    decisions.note("answer", pending.steps[0].name, refused=True)
    if pending.steps[0].name == "verify_email":
        return error(*UNVERIFIED)
    flows = [registry.shape_of(step) for step in pending.steps]
    response = error(403, "step_required", "Another step is required", flows=flows)
    if pending.opened is not None:
        cookies.deliver(request, visit.client, pending.opened, {})
        csrf.set_csrf_cookie(request, response)
    return response


def refuse(refused: Refused, words: Words | None = None) -> HttpResponse:
    """The response to a refusal, with the operation's own status and text or the common ones."""
    decisions.refuse(refused)
    first = refused.refusals[0]
    known = (words or {}).get(first.code) or WORDS.get(first.code)
    if known is not None:
        response = error(*known)
    elif first.param is None:
        response = error(STATUS[refused.kind], first.code, str(first.text))
    else:
        response = error(400, "invalid", "Invalid input", errors=_by_field(refused.refusals))
    _set_retry_after(response, refused)
    return response


def _by_field(refusals: tuple[Refusal, ...]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for one in refusals:
        name = one.param or ""
        errors.setdefault(FIELDS.get(name, name), []).append(TEXTS.get(one.code, str(one.text)))
    return errors


def _set_retry_after(response: HttpResponse, refused: Refused) -> None:
    """After too many failed logins the wait is the limit's whole window; otherwise what the limit says."""
    waits = [one.retry_after for one in refused.refusals if one.retry_after is not None]
    if refused.refusals[0].code == "too_many_login_attempts":
        waits.append(limits.rates("login_failed")[0].seconds)
    if waits and response.status_code in (429, 503):
        response["Retry-After"] = str(max(waits))
