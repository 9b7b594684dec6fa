"""Passkeys and security keys in the native API."""

from typing import Annotated, Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.flow import enrolment, second_factor
from gatepost.flow.outcome import Outcome
from gatepost.methods.passkey.operations import keep, show, sign_up
from gatepost.methods.passkey.settings import PasskeySettings
from gatepost.wire import sign_up as wire
from gatepost.wire.decoding import REQUIRED, Email, Text, Username
from gatepost.wire.endpoint import Call, Endpoint

PATH = "account/authenticators/webauthn"
Name = Annotated[str, msgspec.Meta(max_length=100)]


class CredentialBody(msgspec.Struct):
    """What `navigator.credentials` gave, as JSON."""

    credential: dict[str, Any]


class WhoBody(msgspec.Struct):
    """Whose keys may answer: one of the names that a login takes."""

    email: Email | None = None
    username: Username | None = None


class NewPasskeyBody(msgspec.Struct):
    """A new key."""

    credential: dict[str, Any]
    name: Name | None = None


class NameBody(msgspec.Struct):
    """A new name."""

    id: Text
    name: Name


class RemoveBody(msgspec.Struct):
    """Public ids of the keys to remove."""

    authenticators: list[int]


def _enabled() -> bool:
    return conf.read(PasskeySettings).enabled


def _logs_in() -> bool:
    return _enabled() and conf.read(PasskeySettings).login


def _named() -> bool:
    return _logs_in() and conf.read(PasskeySettings).named_login


def _named_options(call: Call) -> Outcome:
    given = [(kind, name) for kind in ("email", "username") if (name := getattr(call.body, kind))]
    if len(given) != 1:
        raise Refused(REQUIRED.at("email"))
    return show.named_options(call.visit, kind=given[0][0], name=given[0][1])


def _signs_up() -> bool:
    return _enabled() and conf.read(PasskeySettings).signup


def _body() -> type[msgspec.Struct]:
    return CredentialBody


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/webauthn/login",
        summary="A challenge to log in with a passkey",
        enabled=_logs_in,
        limit="code_network",
        answers={200: "RequestOptions"},
        act=lambda call: show.login_options(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/login",
        summary="Log in with a passkey",
        enabled=_logs_in,
        limit="login_network",
        body=_body,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: show.log_in(call.visit, credential=call.body.credential),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/options",
        summary="A challenge for the keys of one user",
        enabled=_named,
        limit="code_network",
        body=lambda: WhoBody,
        answers={200: "RequestOptions", 400: "Errors"},
        act=_named_options,
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/signup",
        summary="Make an account that will log in with a passkey",
        enabled=_signs_up,
        limit="signup_network",
        before=wire.anonymous_only,
        body=lambda: wire.body(password=False),
        answers={400: "Errors", 401: "Unauthenticated", 403: "Status", 409: "Status"},
        act=lambda call: sign_up.sign_up(call.visit, values=wire.values(call.body)),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/signup",
        summary="A challenge for the key of a new account",
        enabled=_signs_up,
        answers={200: "CreationOptions", 409: "Status"},
        act=lambda call: sign_up.options(call.visit),
    ),
    Endpoint(
        verb="PUT",
        path="auth/webauthn/signup",
        summary="Give a new account its key",
        enabled=_signs_up,
        before=sign_up.expects,
        body=lambda: NewPasskeyBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: sign_up.complete(call.visit, name=call.body.name, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/authenticate",
        summary="A challenge for the second step of a login",
        enabled=_enabled,
        answers={200: "RequestOptions", 401: "Unauthenticated"},
        act=lambda call: show.step_options(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/authenticate",
        summary="Take the second step of a login with a key",
        enabled=_enabled,
        before=second_factor.pending,
        body=_body,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: show.take_step(call.visit, login=call.found, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/reauthenticate",
        summary="A challenge to prove who one is",
        enabled=_enabled,
        login=True,
        answers={200: "RequestOptions", 401: "Unauthenticated"},
        act=lambda call: show.proof_options(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/reauthenticate",
        summary="Prove by a key who one is",
        enabled=_enabled,
        login=True,
        body=_body,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: show.reauthenticate(call.visit, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path=PATH,
        summary="A challenge for a new key",
        enabled=_enabled,
        before=enrolment.expects,
        query="passwordless",
        answers={200: "CreationOptions", 401: "Unauthenticated", 409: "Conflict"},
        act=lambda call: keep.options(call.visit, passwordless=call.query is not None),
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Add a key",
        enabled=_enabled,
        before=enrolment.expects,
        body=lambda: NewPasskeyBody,
        answers={200: "WebAuthnAuthenticator", 400: "Errors", 401: "Unauthenticated", 409: "Conflict"},
        act=lambda call: keep.add(call.visit, name=call.body.name, credential=call.body.credential),
    ),
    Endpoint(
        verb="PUT",
        path=PATH,
        summary="Name a key",
        enabled=_enabled,
        login=True,
        body=lambda: NameBody,
        answers={200: "WebAuthnAuthenticator", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: keep.rename(call.visit, number=call.body.id, name=call.body.name),
    ),
    Endpoint(
        verb="DELETE",
        path=PATH,
        summary="Remove keys",
        enabled=_enabled,
        login=True,
        body=lambda: RemoveBody,
        answers={200: "Status", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: keep.remove(call.visit, numbers=call.body.authenticators),
    ),
)
