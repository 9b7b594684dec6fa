"""Native API of sessions: state, logout, listing and revocation."""

import msgspec

from gatepost import conf
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.sessions import operations
from gatepost.features.sessions.shapes import Sessions
from gatepost.flow import engine, logout
from gatepost.flow.outcome import Pending
from gatepost.sessions.settings import SessionsSettings


class SessionsBody(msgspec.Struct):
    """Public ids of the sessions to revoke."""

    sessions: list[int]


def _listed() -> bool:
    return conf.read(SessionsSettings).listing


def _end(call: Call) -> Sessions | Pending:
    left = operations.end(call.visit, numbers=call.body.sessions)
    return left if isinstance(left, Pending) else Sessions.of(left, call.visit.session)


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/session",
        summary="Get the session",
        answers={200: Authenticated, 401: Unauthenticated},
        handler=lambda call: engine.state(call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/session",
        summary="Log out",
        answers={401: Unauthenticated},
        handler=lambda call: logout.log_out(call.visit),
    ),
    Endpoint(
        verb="GET",
        path="auth/sessions",
        summary="List the sessions",
        login=True,
        enabled=_listed,
        answers={200: Sessions, 401: Unauthenticated},
        handler=lambda call: Sessions.of(operations.listing(call.visit), call.visit.session),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/sessions",
        summary="End sessions",
        login=True,
        enabled=_listed,
        body=lambda: SessionsBody,
        answers={200: Sessions, 400: Errors, 401: Unauthenticated},
        handler=_end,
    ),
)
