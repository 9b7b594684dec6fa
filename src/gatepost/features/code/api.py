"""Native API of login by code."""

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.api.decoding import Key, KnownEmail, KnownPhone
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.code import operations
from gatepost.features.code.settings import CodeSettings
from gatepost.flow.outcome import Outcome

SELECT_ONE = Refusal(Kind.INVALID, "select_only_one", text=_("Enter an email address or a phone number, not both."))


class EmailBody(msgspec.Struct):
    """Where to send the code."""

    email: KnownEmail


class PhoneBody(msgspec.Struct):
    """Where to send the code, if phone numbers are the only login method."""

    phone: KnownPhone


class AnyBody(msgspec.Struct):
    """Where to send the code: exactly one of the two."""

    email: KnownEmail | None = None
    phone: KnownPhone | None = None


class ConfirmBody(msgspec.Struct):
    """The code, or the key from the link in the same mail."""

    code: Key


def _body() -> type[msgspec.Struct]:
    methods = conf.read(AccountsSettings).login_methods
    if "phone" not in methods:
        return EmailBody
    return AnyBody if len(methods) > 1 else PhoneBody


def _request(call: Call) -> Outcome:
    named = {kind: value for kind in ("email", "phone") if (value := getattr(call.body, kind, None)) is not None}
    if len(named) != 1:
        raise Refused(SELECT_ONE)
    ((kind, name),) = named.items()
    return operations.request(call.visit, kind=kind, name=name)


def _enabled() -> bool:
    return conf.read(CodeSettings).enabled


def _reachable() -> bool:
    return _enabled() or conf.read(CodeSettings).required


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/code/request",
        summary="Request a login code",
        local=True,
        enabled=_enabled,
        body=_body,
        handler=_request,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated},
    ),
    Endpoint(
        verb="POST",
        path="auth/code/confirm",
        summary="Log in with a code",
        enabled=_reachable,
        before=operations.expects_code,
        body=lambda: ConfirmBody,
        on_refused_body=operations.count_missing,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: operations.confirm(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/code/resend",
        summary="Send a new code",
        local=True,
        enabled=_reachable,
        answers={200: Status, 409: Status},
        ignores_body=True,
        handler=lambda call: operations.resend(call.visit),
    ),
)
