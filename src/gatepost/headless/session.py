"""Operations of the native API that belong to no method: config, the session, the list of sessions."""

from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.flow import engine, factors, own_account, session_list
from gatepost.flow import method as methods
from gatepost.flow.outcome import Done, Outcome
from gatepost.sessions.settings import SessionsSettings
from gatepost.tokens.settings import TokensSettings
from gatepost.wire.endpoint import Call, Endpoint


class SessionsBody(msgspec.Struct):
    """Public ids of the sessions to end."""

    sessions: list[int]


def _config(call: Call) -> Outcome:
    del call
    data: dict[str, dict[str, Any]] = {"account": {}}
    for method in methods.registered():
        for section, values in method.config().items():
            data.setdefault(section, {}).update(values)
    if offered := factors.offered():
        data.setdefault("mfa", {})["supported_types"] = sorted(offered)
    tokens = conf.read(TokensSettings)
    if tokens.keys:
        data["keys"] = {"scopes": list(tokens.scopes), "longest_seconds": tokens.key_seconds}
    settings = conf.read(SessionsSettings)
    if settings.listing:
        data["usersessions"] = {"track_activity": settings.track_activity}
    return Done(data=data)


def _listed() -> bool:
    return conf.read(SessionsSettings).listing


ENDPOINTS = (
    Endpoint(verb="GET", path="config", summary="What the settings offer", answers={200: "Configuration"}, act=_config),
    Endpoint(
        verb="GET",
        path="auth/session",
        summary="How things stand",
        answers={200: "Authenticated", 401: "Unauthenticated"},
        act=lambda call: engine.state(call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/session",
        summary="Log out",
        answers={401: "Unauthenticated"},
        act=lambda call: engine.log_out(call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="account",
        summary="Delete the user's account",
        login=True,
        enabled=lambda: conf.read(AccountsSettings).deletion,
        answers={401: "Unauthenticated"},
        act=lambda call: own_account.close(call.visit),
    ),
    Endpoint(
        verb="GET",
        path="auth/sessions",
        summary="List the user's sessions",
        login=True,
        enabled=_listed,
        answers={200: "Sessions", 401: "Unauthenticated"},
        act=lambda call: session_list.listing(call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/sessions",
        summary="End some of the user's sessions",
        login=True,
        enabled=_listed,
        body=lambda: SessionsBody,
        answers={200: "Sessions", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: session_list.end(call.visit, numbers=call.body.sessions),
    ),
)
