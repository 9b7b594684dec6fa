"""The password method in the native API."""

import functools
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.outcome import Done, Outcome
from gatepost.methods.password.operations import change, log_in, reauthenticate, recover, sign_up
from gatepost.wire import sign_up as wire
from gatepost.wire.answers import user_data
from gatepost.wire.decoding import REQUIRED, Email, Password, Phone, Text, Username
from gatepost.wire.endpoint import Call, Endpoint
from gatepost.wire.sign_up import FORMS

INVALID_LOGIN = Refusal(Kind.INVALID, "invalid_login", text=_("Give exactly one name to log in with."))


class ReauthenticateBody(msgspec.Struct, rename={}):
    """A fresh proof by password."""

    password: Password


class ChangeBody(msgspec.Struct):
    """A new password; the current one is required where there is one."""

    current_password: Password | None = None
    new_password: Password | None = None


class RequestBody(msgspec.Struct):
    """Whose password is lost: an email address, or a phone number or user name instead."""

    email: Email | None = None
    phone: Phone | None = None
    username: Username | None = None


class ResetBody(msgspec.Struct):
    """A mailed key or code, and the new password."""

    key: Text
    password: Password


@functools.cache
def _login_body(methods: tuple[str, ...]) -> type[msgspec.Struct]:
    optional = len(methods) > 1
    names = [(kind, FORMS[kind] | None, None) if optional else (kind, FORMS[kind]) for kind in methods]
    fields: list[Any] = [("password", Password), *names]
    if optional:
        fields = [
            ("password", Password),
            *(
                (kind, Text | None, None) if kind == "username" else entry
                for kind, entry in zip(methods, names, strict=True)
            ),
        ]
    return msgspec.defstruct("LoginBody", fields, kw_only=True)


def login_body() -> type[msgspec.Struct]:
    """The body of a login, as the settings say."""
    return _login_body(conf.read(AccountsSettings).login_methods)


def _log_in(call: Call) -> Outcome:
    kinds = conf.read(AccountsSettings).login_methods
    given = [(kind, value) for kind in kinds if (value := getattr(call.body, kind)) is not None]
    if len(given) != 1:
        raise Refused(INVALID_LOGIN)
    kind, name = given[0]
    return log_in.by_password(call.visit, kind=kind, name=name, password=call.body.password)


def _sign_up(call: Call) -> Outcome:
    values = wire.values(call.body)
    password = values.pop("password", None)
    return sign_up.sign_up(call.visit, values=values, password=password)


def _request(call: Call) -> Outcome:
    given = [(kind, name) for kind in ("email", "phone", "username") if (name := getattr(call.body, kind))]
    if not given:
        raise Refused(REQUIRED.at("email"))
    return recover.request(call.visit, kind=given[0][0], name=given[0][1])


def _check(call: Call) -> Outcome:
    if not call.header:
        raise Refused(REQUIRED.at("key"))
    return Done(data={"user": user_data(recover.check(call.visit, key=call.header))})


def _can_log_in() -> bool:
    return bool(conf.read(AccountsSettings).login_methods)


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/login",
        summary="Log in with a name and a password",
        body=login_body,
        enabled=_can_log_in,
        limit="login_network",
        act=_log_in,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/signup",
        summary="Make an account",
        body=lambda: wire.body(password=True),
        limit="signup_network",
        before=wire.anonymous_only,
        act=_sign_up,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 403: "Status", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/reauthenticate",
        summary="Prove by password, once more, who one is",
        login=True,
        body=lambda: ReauthenticateBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: reauthenticate.reauthenticate(call.visit, password=call.body.password),
    ),
    Endpoint(
        verb="POST",
        path="auth/password/request",
        summary="Ask for a mail that lets one set a new password",
        body=lambda: RequestBody,
        act=_request,
        answers={200: "Status", 400: "Errors", 401: "Unauthenticated"},
    ),
    Endpoint(
        verb="GET",
        path="auth/password/reset",
        summary="Look whose password a mailed key may set",
        header="X-Password-Reset-Key",
        act=_check,
        answers={200: "PasswordResetInfo", 400: "Errors", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/password/reset",
        summary="Set a new password with a mailed key",
        body=lambda: ResetBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: recover.finish(call.visit, key=call.body.key, password=call.body.password),
    ),
    Endpoint(
        verb="POST",
        path="account/password/change",
        summary="Change the password, or set a first one",
        login=True,
        body=lambda: ChangeBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: change.change(call.visit, current=call.body.current_password, new=call.body.new_password),
    ),
)
