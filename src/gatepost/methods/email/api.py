"""The email method in the native API."""

from typing import Any

import msgspec

from gatepost.errors import CONFLICT, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.visit import Visit
from gatepost.methods.email.operations import manage, send, verify
from gatepost.wire.answers import user_data
from gatepost.wire.decoding import REQUIRED, Email, Text
from gatepost.wire.endpoint import Call, Endpoint

KEY_HEADER = "X-Email-Verification-Key"


class VerifyEmailBody(msgspec.Struct):
    """A mailed key or code."""

    key: Text


class AddressBody(msgspec.Struct):
    """An address."""

    email: Email


class PrimaryBody(msgspec.Struct):
    """The address that becomes the primary one; `primary` is true."""

    email: Email
    primary: bool


def _check(call: Call) -> Outcome:
    if not call.header:
        raise Refused(REQUIRED.at("key"))
    info = verify.check(call.visit, key=call.header)
    meta = {"is_authenticating": info.authenticating}
    return Done(data={"email": info.email, "user": user_data(info.user)}, meta=meta)


def _may_wait(visit: Visit) -> None:
    """Adding is for users, and for sign-ups that wait for a code to another address."""
    if not visit.logged_in and (not send.by_code() or engine.underway(visit) is None):
        raise Refused(CONFLICT)


def _add(call: Call) -> Outcome:
    if call.visit.logged_in:
        return manage.add(call.visit, email=call.body.email)
    email = verify.change_pending(call.visit, email=call.body.email)
    data: list[dict[str, Any]] = [{"email": email, "primary": False, "verified": False}]
    return Done(data=data)


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/email/verify",
        summary="Look whose address a mailed key would prove",
        header=KEY_HEADER,
        before=verify.expects_code,
        act=_check,
        answers={200: "EmailVerificationInfo", 400: "Errors", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/email/verify",
        summary="Prove an address",
        body=lambda: VerifyEmailBody,
        before=verify.expects_code,
        limit="verification_network",
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: verify.verify(call.visit, key=call.body.key),
    ),
    Endpoint(
        verb="POST",
        path="auth/email/verify/resend",
        summary="Mail a new code",
        answers={200: "Status", 409: "Status"},
        act=lambda call: verify.resend(call.visit),
    ),
    Endpoint(
        verb="GET",
        path="account/email",
        summary="List the user's addresses",
        login=True,
        answers={200: "EmailAddresses", 401: "Unauthenticated"},
        act=lambda call: manage.addresses(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="account/email",
        summary="Add an address, or wait for another one",
        before=_may_wait,
        body=lambda: AddressBody,
        act=_add,
        answers={200: "EmailAddresses", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
    ),
    Endpoint(
        verb="PUT",
        path="account/email",
        summary="Mail an address once more",
        login=True,
        body=lambda: AddressBody,
        answers={200: "Status", 400: "Errors", 401: "Unauthenticated", 403: "Status"},
        act=lambda call: manage.send_again(call.visit, email=call.body.email),
    ),
    Endpoint(
        verb="PATCH",
        path="account/email",
        summary="Make an address the primary one",
        login=True,
        body=lambda: PrimaryBody,
        answers={200: "EmailAddresses", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: manage.make_primary(call.visit, email=call.body.email),
    ),
    Endpoint(
        verb="DELETE",
        path="account/email",
        summary="Remove an address",
        login=True,
        body=lambda: AddressBody,
        answers={200: "EmailAddresses", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: manage.remove(call.visit, email=call.body.email),
    ),
)
