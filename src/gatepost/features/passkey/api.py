"""Native API of passkeys and security keys."""

from typing import Annotated

import msgspec

from gatepost import conf
from gatepost.accounts.models import Authenticator
from gatepost.api import sign_up as wire
from gatepost.api.answers import Reply
from gatepost.api.decoding import REQUIRED, Credential, KnownEmail, Text
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Conflict, EnrolledMeta, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.errors import Refused
from gatepost.features.passkey.operations import keep, show, sign_up, upgrade
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.passkey.shapes import (
    CreationOptions,
    KnownPasskeys,
    RequestOptions,
    UpgradeOptions,
    WebAuthnAuthenticator,
    WebAuthnEntry,
)
from gatepost.flow import enrolment, second_factor
from gatepost.flow import sign_up as flow

PATH = "account/authenticators/webauthn"
Name = Annotated[str, msgspec.Meta(max_length=100)]


class CredentialBody(msgspec.Struct):
    """The result of `navigator.credentials`, as JSON."""

    credential: Credential


class WhoBody(msgspec.Struct):
    """The account whose keys to offer: exactly one of its names."""

    email: KnownEmail | None = None
    username: Text | None = None


class NewPasskeyBody(msgspec.Struct):
    """A new key."""

    credential: Credential
    name: Name | None = None


class NameBody(msgspec.Struct):
    """A new name."""

    id: Text
    name: Name


class NumberBody(msgspec.Struct):
    """The public id of a key."""

    id: Text


class RemoveBody(msgspec.Struct):
    """Public ids of the keys to remove."""

    authenticators: list[int]


def _enabled() -> bool:
    return conf.read(PasskeySettings).enabled


def _logs_in() -> bool:
    return _enabled() and conf.read(PasskeySettings).login


def _named() -> bool:
    return _logs_in() and conf.read(PasskeySettings).named_login


def _login_options(call: Call) -> Reply:
    challenge = show.login_options(call.visit)
    return Reply(answer=RequestOptions.of(challenge.options), opened=challenge.opened)


def _named_options(call: Call) -> Reply:
    given = [(kind, name) for kind in ("email", "username") if (name := getattr(call.body, kind))]
    if len(given) != 1:
        raise Refused(REQUIRED.at("email"))
    challenge = show.named_options(call.visit, kind=given[0][0], name=given[0][1])
    return Reply(answer=RequestOptions.of(challenge.options), opened=challenge.opened)


def _added(added: keep.Added) -> Reply:
    meta = EnrolledMeta.of(added.enrolled.login, recovery_codes=added.recovery_codes)
    answer = WebAuthnAuthenticator(status=200, data=WebAuthnEntry.of(added.enrolled.factor), meta=meta)
    return Reply(answer=answer, opened=added.enrolled.opened)


def _entry(key: Authenticator) -> WebAuthnAuthenticator:
    return WebAuthnAuthenticator(status=200, data=WebAuthnEntry.of(key))


def _signs_up() -> bool:
    return _enabled() and conf.read(PasskeySettings).signup


def _body() -> type[msgspec.Struct]:
    return CredentialBody


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/webauthn/login",
        summary="Get a challenge to log in with a passkey",
        local=True,
        enabled=_logs_in,
        limit="passkey_challenge_network",
        answers={200: RequestOptions},
        handler=_login_options,
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/login",
        summary="Log in with a passkey",
        local=True,
        enabled=_logs_in,
        limit="passkey_network",
        body=_body,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated},
        handler=lambda call: show.log_in(call.visit, credential=call.body.credential),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/options",
        summary="Get a challenge for the passkeys of one account",
        local=True,
        enabled=_named,
        limit="code_network",
        body=lambda: WhoBody,
        answers={200: RequestOptions, 400: Errors, 401: Unauthenticated},
        handler=_named_options,
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/signup",
        summary="Sign up with a passkey",
        local=True,
        enabled=_signs_up,
        limit="signup_network",
        before=wire.anonymous_only,
        body=lambda: wire.body(password=False),
        reads=wire.reader(flow.faults, password=False),
        answers={400: Errors, 401: Unauthenticated, 403: Status, 409: Status},
        handler=lambda call: sign_up.sign_up(call.visit, values=wire.values(call.body)),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/signup",
        summary="Get a challenge to register the new account's passkey",
        local=True,
        enabled=_signs_up,
        answers={200: CreationOptions, 401: Unauthenticated, 409: Status},
        handler=lambda call: CreationOptions.of(sign_up.options(call.visit)),
    ),
    Endpoint(
        verb="PUT",
        path="auth/webauthn/signup",
        summary="Complete a passkey sign-up",
        local=True,
        enabled=_signs_up,
        before=sign_up.admit,
        body=lambda: NewPasskeyBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: sign_up.complete(call.visit, name=call.body.name, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/authenticate",
        summary="Get a challenge for a passkey as the second factor",
        enabled=_enabled,
        answers={200: RequestOptions, 401: Unauthenticated},
        handler=lambda call: RequestOptions.of(show.step_options(call.visit)),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/authenticate",
        summary="Complete a login with a passkey as the second factor",
        enabled=_enabled,
        before=second_factor.pending,
        body=_body,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: show.take_step(call.visit, login=call.found, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path="auth/webauthn/reauthenticate",
        summary="Get a challenge to reauthenticate with a passkey",
        enabled=_enabled,
        login=True,
        answers={200: RequestOptions, 401: Unauthenticated},
        handler=lambda call: RequestOptions.of(show.proof_options(call.visit)),
    ),
    Endpoint(
        verb="POST",
        path="auth/webauthn/reauthenticate",
        summary="Reauthenticate with a passkey",
        enabled=_enabled,
        login=True,
        body=_body,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated},
        handler=lambda call: show.reauthenticate(call.visit, credential=call.body.credential),
    ),
    Endpoint(
        verb="GET",
        path="account/passkeys",
        summary="Get what to tell the browser about the user's passkeys",
        enabled=_enabled,
        login=True,
        answers={200: KnownPasskeys, 401: Unauthenticated},
        handler=lambda call: KnownPasskeys.of(keep.known(call.visit)),
    ),
    Endpoint(
        verb="GET",
        path=PATH,
        summary="Get a challenge to add a passkey",
        enabled=_enabled,
        before=enrolment.admit,
        query="passwordless",
        answers={200: CreationOptions, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: CreationOptions.of(keep.options(call.visit, passwordless=call.query is not None)),
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Add a passkey",
        enabled=_enabled,
        before=enrolment.admit_verified,
        body=lambda: NewPasskeyBody,
        answers={200: WebAuthnAuthenticator, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: _added(keep.add(call.visit, name=call.body.name, credential=call.body.credential)),
    ),
    Endpoint(
        verb="GET",
        path=f"{PATH}/upgrade",
        summary="Get a challenge for a passkey that the password manager may add after a password login",
        enabled=upgrade.enabled,
        login=True,
        limit="passkey_challenge_network",
        answers={200: UpgradeOptions, 401: Unauthenticated},
        handler=lambda call: UpgradeOptions.of(upgrade.options(call.visit)),
    ),
    Endpoint(
        verb="POST",
        path=f"{PATH}/upgrade",
        summary="Add a passkey that the password manager created after a password login",
        enabled=upgrade.enabled,
        login=True,
        body=lambda: NewPasskeyBody,
        answers={200: WebAuthnAuthenticator, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: _entry(upgrade.add(call.visit, name=call.body.name, credential=call.body.credential)),
    ),
    Endpoint(
        verb="POST",
        path=f"{PATH}/factor",
        summary="Make a passkey that the password manager added a second factor",
        enabled=_enabled,
        login=True,
        body=lambda: NumberBody,
        answers={200: WebAuthnAuthenticator, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: _added(upgrade.make_factor(call.visit, number=call.body.id)),
    ),
    Endpoint(
        verb="PUT",
        path=PATH,
        summary="Rename a passkey",
        enabled=_enabled,
        login=True,
        body=lambda: NameBody,
        answers={200: WebAuthnAuthenticator, 400: Errors, 401: Unauthenticated},
        handler=lambda call: _entry(keep.rename(call.visit, number=call.body.id, name=call.body.name)),
    ),
    Endpoint(
        verb="DELETE",
        path=PATH,
        summary="Remove passkeys",
        enabled=_enabled,
        login=True,
        body=lambda: RemoveBody,
        answers={200: Status, 400: Errors, 401: Unauthenticated},
        handler=lambda call: keep.remove(call.visit, numbers=call.body.authenticators),
    ),
)
