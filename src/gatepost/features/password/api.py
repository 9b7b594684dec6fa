"""Native API of passwords."""

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.api import sign_up as wire
from gatepost.api.answers import named_user
from gatepost.api.decoding import KNOWN, REQUIRED, Key, KnownEmail, KnownPhone, NewPassword, Password, Text, decode
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.password.operations import change, log_in, reauthenticate, recover, sign_up
from gatepost.features.password.shapes import PasswordResetInfo, PasswordResetRequested, ResetInfoData
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import Outcome

INVALID_LOGIN = Refusal(
    Kind.INVALID, "invalid_login", text=_("Enter exactly one of email address, username or phone number.")
)


class ReauthenticateBody(msgspec.Struct, rename={}):
    """The current password, to reauthenticate with."""

    password: Password


class ChangeBody(msgspec.Struct):
    """A new password; the current one is required if there is one."""

    current_password: Password | None = None
    new_password: NewPassword | None = None


class RequestBody(msgspec.Struct):
    """Whose password to reset: an email address, phone number or username."""

    email: KnownEmail | None = None
    phone: KnownPhone | None = None
    username: Text | None = None


class ResetBody(msgspec.Struct):
    """A mailed key or code, and the new password."""

    key: Key
    password: NewPassword


@conf.composed
def login_body() -> type[msgspec.Struct]:
    """The body of a login, depending on `accounts.login_methods`.

    Names are not validated, only looked up; a field counts as sent even if it is empty.
    """
    methods = conf.read(AccountsSettings).login_methods
    several = len(methods) > 1
    names: list[Any] = [
        (kind, KNOWN[kind] | None | msgspec.UnsetType, msgspec.UNSET) if several else (kind, KNOWN[kind])
        for kind in methods
    ]
    return msgspec.defstruct("LoginBody", [("password", Password), *names], kw_only=True)


def _log_in(call: Call) -> Outcome:
    methods = conf.read(AccountsSettings).login_methods
    sent = {kind: value for kind in methods if (value := getattr(call.body, kind)) is not msgspec.UNSET}
    given = {kind: value for kind, value in sent.items() if value} or sent
    if len(given) != 1:
        raise Refused(INVALID_LOGIN)
    ((kind, name),) = given.items()
    kinds = ("username", "email") if kind == "username" and "email" in methods else (kind,)
    return log_in.log_in(
        call.visit, kinds=kinds, name=name or "", password=call.body.password, ending=INTERACTIVE, again=False
    )


def _sign_up(call: Call) -> Outcome:
    values = wire.values(call.body)
    password = values.pop("password", None)
    return sign_up.sign_up(call.visit, values=values, password=password, ending=INTERACTIVE)


def _more_faults(values: dict[str, Any]) -> list[Refusal]:
    if not conf.read(AccountsSettings).signup_open:
        return []
    names = {name: value for name, value in values.items() if name != "password"}
    return sign_up.faults(values=names, password=values.get("password"))


def _named(body: RequestBody) -> list[tuple[str, str]]:
    return [(kind, name) for kind in ("email", "phone", "username") if (name := getattr(body, kind))]


def _request_body(data: dict[str, Any]) -> RequestBody:
    body = decode(RequestBody, data)
    if not _named(body):
        raise Refused(REQUIRED.at("email"))
    return body


def _request(call: Call) -> Outcome:
    kind, name = _named(call.body)[0]
    return recover.request(call.visit, kind=kind, name=name)


def _check(call: Call) -> PasswordResetInfo:
    if not call.header:
        raise Refused(REQUIRED.at("key"))
    user = recover.check(call.visit, key=call.header)
    return PasswordResetInfo(status=200, data=ResetInfoData(user=named_user(user)))


@conf.composed
def _can_log_in() -> bool:
    return bool(conf.read(AccountsSettings).login_methods)


def _change(call: Call) -> Outcome:
    body = call.body
    return change.change(call.visit, current=body.current_password, new=body.new_password, counted=True)


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/login",
        summary="Log in with a password",
        local=True,
        body=login_body,
        enabled=_can_log_in,
        limit="login_network",
        counts_with_operation=True,
        handler=_log_in,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/signup",
        summary="Sign up",
        local=True,
        body=lambda: wire.body(password=True),
        reads=wire.reader(_more_faults, password=True),
        limit="signup_network",
        before=wire.anonymous_only,
        handler=_sign_up,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 403: Status, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/reauthenticate",
        login_limit=reauthenticate.LIMIT,
        summary="Reauthenticate with a password",
        login=True,
        body=lambda: ReauthenticateBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated},
        handler=lambda call: reauthenticate.reauthenticate(call.visit, password=call.body.password),
    ),
    Endpoint(
        verb="POST",
        path="auth/password/request",
        summary="Request a password reset",
        local=True,
        body=lambda: RequestBody,
        reads=_request_body,
        handler=_request,
        answers={200: PasswordResetRequested, 400: Errors, 401: Unauthenticated},
    ),
    Endpoint(
        verb="GET",
        path="auth/password/reset",
        summary="Get the password reset that a mailed key belongs to",
        local=True,
        header="X-Password-Reset-Key",
        before=recover.admit,
        handler=_check,
        answers={200: PasswordResetInfo, 400: Errors, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/password/reset",
        summary="Reset the password",
        local=True,
        limit="reset_key_network",
        before=recover.admit,
        body=lambda: ResetBody,
        on_refused_body=recover.count_missing,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: recover.finish(call.visit, key=call.body.key, password=call.body.password),
    ),
    Endpoint(
        verb="POST",
        path="account/password/change",
        summary="Change the password, or set a first one",
        local=True,
        login_limit="password_user",
        login=True,
        body=lambda: ChangeBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=_change,
    ),
)
