"""Logins from elsewhere in the native API."""

from typing import Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.visit import Visit
from gatepost.methods.social import connection as connections
from gatepost.methods.social.operations import begin, connect, finish, sign_up, targets
from gatepost.methods.social.operations.begin import UNKNOWN_PROVIDER, Sent
from gatepost.methods.social.protocol.authorization import Returned
from gatepost.wire import sign_up as wire
from gatepost.wire.decoding import REQUIRED, Text
from gatepost.wire.endpoint import Call, Endpoint

Long = str
LONGEST_TOKEN = 16 * 1024
Process = Literal["login", "connect"]


def _fault(code: str, sentence: Any) -> Refusal:
    return Refusal(Kind.INVALID, code, param="token", text=sentence)


INVALID_TOKEN = _fault("invalid_token", _("This token is not valid."))
CLIENT_ID_REQUIRED = _fault("client_id_required", _("The client id is missing."))
CLIENT_ID_MISMATCH = _fault("client_id_mismatch", _("This client id is none of ours."))
TOKEN_REQUIRED = _fault("token_required", _("Give an id_token, an access_token, or both."))


class TokenBody(msgspec.Struct):
    """A token that an app got from a provider: `client_id`, and `id_token`, `access_token` or both."""

    provider: Text
    process: Process
    token: dict[str, Any]


class StartBody(msgspec.Struct):
    """Where to go, and how to come back: a page of the client's own, or an app's deep link with a challenge."""

    provider: Text
    process: Process = "login"
    callback_url: Text | None = None
    code_challenge: Text | None = None


class CallbackBody(msgspec.Struct):
    """What the provider brought to the client's own page, as it stood in the address."""

    state: Text
    code: Long | None = None
    iss: Text | None = None
    error: Text | None = None


class ExchangeBody(msgspec.Struct):
    """What a deep link brought, and the verifier of the challenge."""

    code: Text
    code_verifier: Text


class DisconnectBody(msgspec.Struct):
    """A login at a provider: its id, and the uid there."""

    provider: Text
    account: Text


class ConnectBody(msgspec.Struct):
    """The key of a `provider_link` flow."""

    key: Text


def enabled() -> bool:
    """Whether there is any provider."""
    return bool(connections.every())


def _token(call: Call) -> Outcome:
    given = call.body.token
    client_id = given.get("client_id")
    if not isinstance(client_id, str) or not client_id:
        raise Refused(CLIENT_ID_REQUIRED)
    tokens = {name: given.get(name) or "" for name in ("id_token", "access_token")}
    if not any(tokens.values()):
        raise Refused(TOKEN_REQUIRED)
    if not all(isinstance(one, str) and one.isascii() and len(one) <= LONGEST_TOKEN for one in tokens.values()):
        raise Refused(INVALID_TOKEN)
    chosen = connections.named(call.body.provider)
    if chosen is None:
        raise Refused(UNKNOWN_PROVIDER)
    if client_id not in chosen.client_ids:
        raise Refused(CLIENT_ID_MISMATCH)
    return _outcome(
        finish.by_token(
            call.visit,
            provider=chosen.id,
            process=call.body.process,
            id_token=tokens["id_token"],
            access_token=tokens["access_token"],
        )
    )


def _outcome(found: Any) -> Outcome:
    outcome: Outcome = found
    return outcome


def _start(call: Call) -> Outcome:
    body = call.body
    own = {"redirect_uri": targets.page(body.callback_url)} if body.callback_url and not body.code_challenge else {}
    back = {"callback_url": body.callback_url or "", "code_challenge": body.code_challenge or ""}
    if not own and not body.code_challenge:
        raise Refused(REQUIRED.at("callback_url"))
    done = begin.begin(call.visit, provider=body.provider, process=body.process, **(own or back))
    sent: Sent = done.data
    return Done(data={"authorize_url": sent.url, "state": sent.state}, opened=done.opened)


def _callback(call: Call) -> Outcome:
    body = call.body
    returned = Returned(code=body.code or "", iss=body.iss or "", error=body.error or "")
    return _outcome(finish.finish(call.visit, state=body.state, returned=returned))


def _signup(visit: Visit) -> None:
    sign_up.expects(visit)


AFTER = {200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 403: "Status"}
ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/provider/token",
        summary="Log in with a provider's token, or connect it to the account",
        enabled=enabled,
        body=lambda: TokenBody,
        limit="provider_network",
        act=_token,
        answers=AFTER,
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/start",
        summary="Get the address of a provider's login, for clients that take the answer themselves",
        enabled=enabled,
        body=lambda: StartBody,
        limit="provider_network",
        act=_start,
        answers={200: "ProviderStart", 400: "Errors", 401: "Unauthenticated"},
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/callback",
        summary="Give what a provider brought to the client's own page",
        enabled=enabled,
        body=lambda: CallbackBody,
        limit="provider_network",
        act=_callback,
        answers=AFTER,
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/exchange",
        summary="Give what a deep link brought to an app",
        enabled=enabled,
        body=lambda: ExchangeBody,
        limit="provider_network",
        clients=("app",),
        act=lambda call: _outcome(
            finish.redeem(call.visit, code=call.body.code, code_verifier=call.body.code_verifier)
        ),
        answers=AFTER,
    ),
    Endpoint(
        verb="GET",
        path="auth/provider/signup",
        summary="What a provider told of somebody who is asked for more",
        enabled=enabled,
        before=_signup,
        act=lambda call: sign_up.show(call.visit),
        answers={200: "ProviderSignup", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/provider/signup",
        summary="Make an account for somebody who came from a provider",
        enabled=enabled,
        before=_signup,
        body=lambda: wire.body(password=False),
        act=lambda call: sign_up.complete(call.visit, values=wire.values(call.body)),
        answers=AFTER | {409: "Status"},
    ),
    Endpoint(
        verb="GET",
        path="account/providers",
        summary="List the account's logins at providers",
        enabled=enabled,
        login=True,
        act=lambda call: connect.listing(call.visit),
        answers={200: "ProviderAccounts", 401: "Unauthenticated"},
    ),
    Endpoint(
        verb="POST",
        path="account/providers",
        summary="Connect a login whose owner was asked to log in the old way first",
        enabled=enabled,
        login=True,
        body=lambda: ConnectBody,
        act=lambda call: connect.connect_waiting(call.visit, key=call.body.key),
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
    ),
    Endpoint(
        verb="DELETE",
        path="account/providers",
        summary="Give up a login at a provider",
        enabled=enabled,
        login=True,
        body=lambda: DisconnectBody,
        act=lambda call: connect.disconnect(call.visit, provider=call.body.provider, uid=call.body.account),
        answers={200: "ProviderAccounts", 400: "Errors", 401: "Unauthenticated"},
    ),
)
