"""Login by code in the native API."""

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow.outcome import Outcome
from gatepost.methods.code.operations import log_in
from gatepost.methods.code.settings import CodeSettings
from gatepost.wire.decoding import Email, Phone, Text
from gatepost.wire.endpoint import Call, Endpoint

SELECT_ONE = Refusal(Kind.INVALID, "select_only_one", text=_("Give an email address or a phone number, not both."))


class EmailBody(msgspec.Struct):
    """Where to send the code."""

    email: Email


class AnyBody(msgspec.Struct):
    """Where to send the code: one of the two."""

    email: Email | None = None
    phone: Phone | None = None


class ConfirmBody(msgspec.Struct):
    """The code, or the key of the link beside it."""

    code: Text


def _by_phone() -> bool:
    return "phone" in conf.read(AccountsSettings).login_methods


def _request(call: Call) -> Outcome:
    phone = getattr(call.body, "phone", None)
    if _by_phone() and (phone is None) == (call.body.email is None):
        raise Refused(SELECT_ONE)
    kind, name = ("email", call.body.email) if phone is None else ("phone", phone)
    return log_in.request(call.visit, kind=kind, name=name)


def _enabled() -> bool:
    return conf.read(CodeSettings).enabled


def _asked_for() -> bool:
    return _enabled() or conf.read(CodeSettings).required


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/code/request",
        summary="Ask for a code to log in with",
        enabled=_enabled,
        body=lambda: AnyBody if _by_phone() else EmailBody,
        act=_request,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated"},
    ),
    Endpoint(
        verb="POST",
        path="auth/code/confirm",
        summary="Log in with a code",
        enabled=_asked_for,
        before=log_in.expects_code,
        body=lambda: ConfirmBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: log_in.confirm(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/code/resend",
        summary="Send a new code",
        enabled=_asked_for,
        answers={200: "Status", 409: "Status"},
        act=lambda call: log_in.resend(call.visit),
    ),
)
