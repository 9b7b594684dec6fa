"""Native API of social login."""

import msgspec

from gatepost.api import sign_up as wire
from gatepost.api.answers import Reply
from gatepost.api.decoding import REQUIRED, Text
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.errors import Refused
from gatepost.features.social import connections, token_body
from gatepost.features.social.operations import (
    begin,
    callback,
    complete_sign_up,
    connect,
    pending_sign_up,
    states,
    targets,
)
from gatepost.features.social.protocol.authorization import Returned
from gatepost.features.social.shapes import ProviderAccounts, ProviderSignup, ProviderStart
from gatepost.features.social.token_body import Process, TokenBody
from gatepost.flow import sign_up as flow
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit

Long = str


class StartBody(msgspec.Struct):
    """The provider, and where its answer goes: a page of the client, or an app's deep link with a challenge."""

    provider: Text
    process: Process = "login"
    callback_url: Text | None = None
    code_challenge: Text | None = None


class CallbackBody(msgspec.Struct):
    """The query parameters with which the provider redirected to the client's page."""

    state: Text
    code: Long | None = None
    iss: Text | None = None
    error: Text | None = None


class ExchangeBody(msgspec.Struct):
    """The code from a deep link, and the verifier of the challenge."""

    code: Text
    code_verifier: Text


class DisconnectBody(msgspec.Struct):
    """A connected provider account: the provider's id, and the uid there."""

    provider: Text
    account: Text


class ConnectBody(msgspec.Struct):
    """The key of a `provider_link` flow."""

    key: Text


def enabled() -> bool:
    """Whether any connection is configured."""
    return bool(connections.every())


def _token(call: Call) -> Outcome:
    body = call.body
    return callback.by_token(call.visit, provider=body.provider, process=body.process, **body.token, ending=INTERACTIVE)


def _start(call: Call) -> Reply:
    body = call.body
    own = {"redirect_uri": targets.page(body.callback_url)} if body.callback_url and not body.code_challenge else {}
    back = {"callback_url": body.callback_url or "", "code_challenge": body.code_challenge or ""}
    if not own and not body.code_challenge:
        raise Refused(REQUIRED.at("callback_url"))
    sent = begin.begin(call.visit, provider=body.provider, process=body.process, **(own or back))
    return Reply(answer=ProviderStart.of(sent), opened=sent.opened)


def _callback(call: Call) -> Outcome:
    body = call.body
    returned = Returned(code=body.code or "", iss=body.iss or "", error=body.error or "")
    return callback.finish(call.visit, states.find(body.state), returned, ending=INTERACTIVE)


def _disconnect(call: Call) -> ProviderAccounts:
    left = connect.disconnect(call.visit, provider=call.body.provider, uid=call.body.account)
    return ProviderAccounts.of(left)


def _signup(visit: Visit) -> None:
    pending_sign_up.require(visit)


AFTER: dict[int, type[msgspec.Struct]] = {200: Authenticated, 400: Errors, 401: Unauthenticated, 403: Status}
ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/provider/token",
        summary="Log in with a provider's token, or connect the provider account",
        enabled=enabled,
        body=lambda: TokenBody,
        reads=token_body.read,
        limit="provider_network",
        handler=_token,
        answers=AFTER,
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/start",
        summary="Get the provider's authorization URL, for clients that receive the callback themselves",
        enabled=enabled,
        body=lambda: StartBody,
        limit="provider_network",
        handler=_start,
        answers={200: ProviderStart, 400: Errors, 401: Unauthenticated},
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/callback",
        summary="Finish a provider login whose callback the client's own page received",
        enabled=enabled,
        body=lambda: CallbackBody,
        limit="provider_network",
        handler=_callback,
        answers=AFTER,
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/exchange",
        summary="Finish a provider login with the code from an app's deep link",
        enabled=enabled,
        body=lambda: ExchangeBody,
        limit="provider_network",
        clients=("app",),
        handler=lambda call: callback.redeem(
            call.visit, code=call.body.code, code_verifier=call.body.code_verifier, ending=INTERACTIVE
        ),
        answers=AFTER,
    ),
    Endpoint(
        verb="GET",
        path="auth/provider/signup",
        summary="Get the pending provider sign-up",
        enabled=enabled,
        before=_signup,
        handler=lambda call: ProviderSignup.of(pending_sign_up.show(call.visit)),
        answers={200: ProviderSignup, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/signup",
        summary="Complete the pending provider sign-up",
        enabled=enabled,
        before=_signup,
        body=lambda: wire.body(password=False),
        reads=wire.reader(flow.faults, password=False),
        handler=lambda call: complete_sign_up.complete(call.visit, values=wire.values(call.body)),
        answers=AFTER | {409: Status},
    ),
    Endpoint(
        verb="GET",
        path="account/providers",
        summary="List the connected provider accounts",
        enabled=enabled,
        login=True,
        handler=lambda call: ProviderAccounts.of(connect.listing(call.visit)),
        answers={200: ProviderAccounts, 401: Unauthenticated},
    ),
    Endpoint(
        verb="POST",
        path="account/providers",
        summary="Connect a provider account after logging in by another method",
        enabled=enabled,
        login=True,
        body=lambda: ConnectBody,
        handler=lambda call: connect.connect_pending(call.visit, key=call.body.key),
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
    ),
    Endpoint(
        verb="DELETE",
        path="account/providers",
        summary="Disconnect a provider account",
        enabled=enabled,
        login=True,
        body=lambda: DisconnectBody,
        handler=_disconnect,
        answers={200: ProviderAccounts, 400: Errors, 401: Unauthenticated},
    ),
)
