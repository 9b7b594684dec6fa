"""Native API of tokens: refresh, list and revoke them and other logins, log out everywhere."""

import msgspec

from gatepost import conf
from gatepost.api.answers import Reply
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Errors, Status, Unauthenticated
from gatepost.door import visitor
from gatepost.door.endpoint import Call
from gatepost.features.tokens.operations import logins, refresh
from gatepost.features.tokens.shapes import Logins, NotRenewed, Renewed
from gatepost.flow import everywhere
from gatepost.sessions.settings import SessionsSettings
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings


class LoginsBody(msgspec.Struct):
    """Public ids of the logins to revoke."""

    logins: list[int]


class RefreshBody(msgspec.Struct):
    """The refresh token that the app holds; without one, the session token in the header may get it its first."""

    refresh_token: str = ""


def _refresh(call: Call) -> Renewed:
    """Renew, or issue the first tokens of a session that has none.

    Only a session token is accepted for that: an access token must not obtain tokens that outlive it.
    """
    if not call.body.refresh_token and call.header and call.visit.logged_in:
        return Renewed.of(refresh.begin(call.visit))
    return Renewed.of(refresh.refresh(call.visit, token=call.body.refresh_token))


def _listed() -> bool:
    return conf.read(SessionsSettings).listing


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="tokens/refresh",
        summary="Refresh the access token, or get the first one for a session token",
        clients=("app",),
        enabled=lambda: strategies.chosen().renews,
        body=lambda: RefreshBody,
        header=visitor.TOKEN_HEADER,
        answers={200: Renewed, 400: NotRenewed, 401: Unauthenticated},
        handler=_refresh,
    ),
    Endpoint(
        verb="POST",
        path="tokens/cookies",
        summary="Refresh the access token in the browser's cookies",
        clients=("browser",),
        enabled=lambda: conf.read(TokensSettings).browser_cookies,
        answers={200: Status, 400: NotRenewed},
        handler=lambda call: Reply(answer=Status(200), tokens=refresh.refresh_cookies(call.visit)),
    ),
    Endpoint(
        verb="GET",
        path="account/logins",
        summary="List the tokens and API keys of every API",
        login=True,
        enabled=_listed,
        answers={200: Logins, 401: Unauthenticated},
        handler=lambda call: Logins.of(logins.listing(call.visit)),
    ),
    Endpoint(
        verb="DELETE",
        path="account/logins",
        summary="Revoke tokens and API keys",
        login=True,
        enabled=_listed,
        body=lambda: LoginsBody,
        answers={200: Logins, 400: Errors, 401: Unauthenticated},
        handler=lambda call: Logins.of(logins.end(call.visit, numbers=call.body.logins)),
    ),
    Endpoint(
        verb="DELETE",
        path="account/logins/all",
        summary="Log out everywhere: revoke all sessions, tokens and API keys",
        login=True,
        answers={401: Unauthenticated},
        handler=lambda call: everywhere.log_out(call.visit),
    ),
)
