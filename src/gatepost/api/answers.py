"""Turns outcomes and refusals into HTTP responses."""

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost import conf
from gatepost.accounts import user_fields
from gatepost.accounts.columns import by_kind, display
from gatepost.accounts.settings import AccountsSettings
from gatepost.api.shapes import NamedUser
from gatepost.door import cookies, payload, token_cookies
from gatepost.errors import Kind, Refused
from gatepost.flow import engine, reauthentication, registry
from gatepost.flow.outcome import Done, LoggedIn, Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import decisions
from gatepost.ground.user_types import User
from gatepost.sessions.state import Opened, SessionState

OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 400, 401, 403, 404
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
FLOW_ORDER = (
    "login",
    "login_by_code",
    "signup",
    "provider_redirect",
    "provider_token",
    "provider_signup",
    "mfa_login_webauthn",
)
NOTHING = Pending()
PERMISSION_DENIED = "permission_denied"
"""The code of a 403 that has no body."""
_encode = msgspec.json.Encoder(enc_hook=str).encode


class Answer(Protocol):
    """A struct that an endpoint lists in its `answers`."""

    @property
    def status(self) -> int:
        """The response's status."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, and what the client keeps from now on.

    Args:
        answer: The body.
        opened: A session that was opened for it; an app finds its key in `meta`.
        tokens: Access and refresh token for a browser's cookies.
    """

    answer: Answer
    opened: Opened | None = None
    tokens: dict[str, str] | None = None


def respond(status: int, body: Answer | dict[str, Any]) -> HttpResponse:
    """A JSON response."""
    return HttpResponse(_encode(body), status=status, content_type="application/json")


def named_user(user: User) -> NamedUser:
    """What anyone with a mailed key may see of a user."""
    columns = by_kind()
    email, username = (getattr(user, columns[kind]) if kind in columns else None for kind in ("email", "username"))
    return NamedUser(
        id=user.pk if isinstance(user.pk, int) else str(user.pk),
        display=display(user),
        has_usable_password=user.has_usable_password(),
        email=str(email).lower() if email else msgspec.UNSET,  # also where the project stored capitals
        username=str(username) if username else msgspec.UNSET,
    )


def logged_in_data(session: SessionState) -> dict[str, Any]:
    """The user, and how they authenticated; with the project's own fields, which only users themselves may see."""
    user: Any = named_user(session.user)
    if names := conf.read(AccountsSettings).user_fields:
        user = msgspec.to_builtins(user) | user_fields.values(session.user, names)
    return {"methods": session.proofs, "user": user}


def flows(client: str, pending: Pending) -> list[msgspec.Struct]:
    """The flows to sign in with, in the contract's order, then the pending steps.

    A pending flow keeps its place, since clients open the first flow of the list.
    """
    last = _last_flows(pending)
    waiting = {step.name: registry.shape_of(step) for step in pending.steps}
    offered = [flow for feature in registry.features() for flow in feature.flows(client)]
    found = {registry.flow_id(flow): flow for flow in offered if registry.flow_id(flow) not in waiting} | waiting

    def rank(name: str) -> int:
        return FLOW_ORDER.index(name) if name in FLOW_ORDER else len(FLOW_ORDER) + (name in waiting)

    return [*(found[name] for name in sorted(found, key=rank) if name not in last), *last.values()]


def _last_flows(pending: Pending) -> dict[str, msgspec.Struct]:
    """Flows that end the list of every 401, whether they are pending or not."""
    waiting = {step.name for step in pending.steps}
    found = {registry.flow_id(flow): flow for feature in registry.features() for flow in feature.last_flows()}
    return {name: msgspec.structs.replace(flow, is_pending=name in waiting) for name, flow in found.items()}


def answer(request: HttpRequest, visit: Visit, result: Outcome | Answer | Reply) -> HttpResponse:
    """The response to an outcome or an answer; sets or clears session, device and trust cookies."""
    meta: dict[str, Any] = {}
    match result:
        case LoggedIn(session=session, opened=opened, trust=trust):
            if opened is not None:
                cookies.deliver(request, visit.client, opened, meta)
            meta["is_authenticated"] = True
            response = respond(OK, {"status": OK, "data": logged_in_data(session), "meta": meta})
            if opened is not None:
                cookies.remember_device(request, visit, session.user, response, trust=trust)
            return response
        case Pending(opened=opened, ended=ended):
            if opened is not None:
                cookies.deliver(request, visit.client, opened, meta)
            elif ended:
                cookies.clear_session(request, visit.client)
            return unauthenticated(visit.client, result, UNAUTHORIZED, meta)
        case Done():
            return respond(OK, {"status": OK})
        case _:
            return _reply(request, visit, result if isinstance(result, Reply) else Reply(answer=result))


def _reply(request: HttpRequest, visit: Visit, reply: Reply) -> HttpResponse:
    if reply.tokens is not None:
        token_cookies.keep(request, reply.tokens)
    if reply.opened is None:
        return respond(reply.answer.status, reply.answer)
    body: dict[str, Any] = msgspec.to_builtins(reply.answer)
    meta: dict[str, Any] = body.setdefault("meta", {})
    cookies.deliver(request, visit.client, reply.opened, meta)
    if not meta:
        del body["meta"]
    response = respond(reply.answer.status, body)
    if reply.opened.state.user is not None:
        cookies.remember_device(request, visit, reply.opened.state.user, response)
    return response


def unauthenticated(client: str, pending: Pending, status: int, meta: dict[str, Any]) -> HttpResponse:
    """The response to an anonymous visitor: 401, or 410 for the token of a session that has ended."""
    meta["is_authenticated"] = False
    return respond(status, {"status": status, "data": {"flows": flows(client, pending)}, "meta": meta})


def proof_required(session: SessionState, ways: Sequence[msgspec.Struct], pending: Pending = NOTHING) -> HttpResponse:
    """The 401 for a logged-in user who must reauthenticate, with the flows to do so."""
    data = {**logged_in_data(session), "flows": [*ways, *_last_flows(pending).values()]}
    return respond(UNAUTHORIZED, {"status": UNAUTHORIZED, "data": data, "meta": {"is_authenticated": True}})


def refuse(visit: Visit, refused: Refused) -> HttpResponse:
    """The response to a refusal, with a status by its kind; no body if the request's body was unreadable."""
    status = STATUS[refused.kind]
    decisions.refuse(refused)
    if refused.refusals[0].code == payload.INVALID_JSON.code:
        return HttpResponse(status=status)
    if refused.refusals[0].code == "too_large":
        status = TOO_LARGE
    if refused.refusals[0].code == PERMISSION_DENIED:
        return HttpResponse(status=status)
    if refused.kind is Kind.LOGIN_REQUIRED:
        return unauthenticated(visit.client, Pending(steps=engine.pending_steps(visit)), status, {})
    if refused.kind is Kind.PROOF_REQUIRED and visit.session is not None:
        pending = Pending(steps=engine.pending_steps(visit))
        return proof_required(visit.session, reauthentication.flows(visit.session.user), pending)
    body: dict[str, Any] = {"status": status}
    if refused.kind in (Kind.INVALID, Kind.WRONG, Kind.CONFLICT) and refused.refusals[0].text:
        body["errors"] = [
            {"code": one.code, "message": str(one.text)}
            | ({"param": one.param} if one.param else {})
            | ({"reason": one.reason} if one.reason else {})
            for one in refused.refusals
        ]
    response = respond(status, body)
    waits = [one.retry_after for one in refused.refusals if one.retry_after is not None]
    if waits:
        response["Retry-After"] = str(max(waits))
    return response
