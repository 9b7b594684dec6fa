"""From an outcome or a refusal to a status and an envelope."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost.accounts.account import display, email_column, username_column
from gatepost.errors import Kind, Refused
from gatepost.flow import engine, reauthentication
from gatepost.flow import method as methods
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.sessions.state import SessionState
from gatepost.wire import clients, token_cookies

OK, ACCEPTED, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 202, 400, 401, 403, 404
CONFLICT, GONE, TOO_LARGE, TOO_MANY, UNAVAILABLE = 409, 410, 413, 429, 503

STATUS = {
    Kind.INVALID: BAD_REQUEST,
    Kind.WRONG: BAD_REQUEST,
    Kind.LOGIN_REQUIRED: UNAUTHORIZED,
    Kind.PROOF_REQUIRED: UNAUTHORIZED,
    Kind.FORBIDDEN: FORBIDDEN,
    Kind.CONFLICT: CONFLICT,
    Kind.GONE: GONE,
    Kind.LIMITED: TOO_MANY,
    Kind.UNAVAILABLE: UNAVAILABLE,
}
_encode = msgspec.json.Encoder(enc_hook=str).encode


def respond(status: int, body: dict[str, Any]) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(_encode(body), status=status, content_type="application/json")


def user_data(user: Any) -> dict[str, Any]:
    """A user in the words of the wire."""
    data: dict[str, Any] = {
        "display": display(user),
        "has_usable_password": user.has_usable_password(),
        "id": user.pk if isinstance(user.pk, int) else str(user.pk),
    }
    for name, column in (("email", email_column()), ("username", username_column())):
        if column is not None and (value := getattr(user, column)):
            data[name] = value
    return data


def logged_in_data(session: SessionState) -> dict[str, Any]:
    """Who is logged in, and how."""
    return {"methods": list(session.proofs), "user": user_data(session.user)}


def flows(client: str, pending: Pending) -> list[dict[str, Any]]:
    """Every way on: those that are open to anybody, and those that are waited for."""
    found = {flow["id"]: flow for method in methods.registered() for flow in method.flows(client)}
    for step in pending.steps:
        found[step.name] = {"id": step.name, "is_pending": True, **step.details}
    return [found[name] for name in sorted(found)]


def answer(request: HttpRequest, visit: Visit, outcome: Outcome) -> HttpResponse:
    """An outcome on the wire."""
    meta: dict[str, Any] = {}
    match outcome:
        case LoggedIn(session=session, opened=opened, trust=trust):
            if opened is not None:
                clients.hand_over(request, visit.client, opened, meta)
            meta["is_authenticated"] = True
            response = respond(OK, {"status": OK, "data": logged_in_data(session), "meta": meta})
            if opened is not None:
                clients.mark_device(request, visit, session.user, response, trust=trust)
            return response
        case Pending(opened=opened, ended=ended):
            if opened is not None:
                clients.hand_over(request, visit.client, opened, meta)
            elif ended:
                clients.take_back(request, visit.client)
            return unauthenticated(visit.client, outcome, UNAUTHORIZED, meta)
        case Done():
            return _done(request, visit, outcome)


def _done(request: HttpRequest, visit: Visit, outcome: Done) -> HttpResponse:
    meta = dict(outcome.meta or {})
    if outcome.opened is not None:
        clients.hand_over(request, visit.client, outcome.opened, meta)
    if outcome.tokens is not None:
        token_cookies.keep(request, outcome.tokens)
    status = NOT_FOUND if outcome.absent else ACCEPTED if outcome.accepted else OK
    body: dict[str, Any] = {"status": status}
    if outcome.data is not None:
        body["data"] = outcome.data
    if meta:
        body["meta"] = meta
    response = respond(status, body)
    if outcome.opened is not None and outcome.opened.state.user is not None:
        clients.mark_device(request, visit, outcome.opened.state.user, response)
    return response


def unauthenticated(client: str, pending: Pending, status: int, meta: dict[str, Any]) -> HttpResponse:
    """Nobody is logged in: 401, or 410 for the token of a session that has ended."""
    meta["is_authenticated"] = False
    return respond(status, {"status": status, "data": {"flows": flows(client, pending)}, "meta": meta})


def proof_required(session: SessionState, ways: list[dict[str, Any]]) -> HttpResponse:
    """Somebody is logged in, but must prove more, or again."""
    data = {**logged_in_data(session), "flows": ways}
    return respond(UNAUTHORIZED, {"status": UNAUTHORIZED, "data": data, "meta": {"is_authenticated": True}})


def refuse(visit: Visit, refused: Refused) -> HttpResponse:
    """A refusal on the wire; its status follows from its kind alone."""
    status = STATUS[refused.kind]
    if refused.refusals[0].code == "too_large":
        status = TOO_LARGE
    if refused.kind is Kind.LOGIN_REQUIRED:
        return unauthenticated(visit.client, Pending(steps=engine.waiting(visit)), status, {})
    if refused.kind is Kind.PROOF_REQUIRED and visit.session is not None:
        return proof_required(visit.session, reauthentication.flows(visit.session.user))
    body: dict[str, Any] = {"status": status}
    if refused.kind in (Kind.INVALID, Kind.WRONG, Kind.CONFLICT) and refused.refusals[0].text:
        body["errors"] = [
            {"code": one.code, "message": str(one.text)} | ({"param": one.param} if one.param else {})
            for one in sorted(refused.refusals, key=lambda one: (one.param or "", one.code))
        ]
    response = respond(status, body)
    waits = [one.retry_after for one in refused.refusals if one.retry_after is not None]
    if waits:
        response["Retry-After"] = str(max(waits))
    return response
