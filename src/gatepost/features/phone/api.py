"""Native API of phone numbers."""

import functools

import msgspec

from gatepost.api.decoding import Key, new_name
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.phone import operations
from gatepost.features.phone.shapes import PhoneNumber, PhoneNumbers


@functools.cache
def _body() -> type[msgspec.Struct]:
    """The body with a new number; built on first use, since its limits depend on the settings."""
    return msgspec.defstruct("PhoneBody", [("phone", new_name("phone"))])


class VerifyPhoneBody(msgspec.Struct):
    """The code from the SMS."""

    code: Key


def _number(call: Call) -> PhoneNumbers:
    row = operations.number(call.visit)
    found = [PhoneNumber(phone=row.value, verified=row.verified_at is not None)] if row is not None else []
    return PhoneNumbers(status=200, data=found)


def _change(call: Call) -> PhoneNumbers:
    change = operations.change if call.visit.logged_in else operations.change_pending
    phone = change(call.visit, phone=call.body.phone)
    return PhoneNumbers(status=202, data=[PhoneNumber(phone=phone, verified=False)])


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="account/phone",
        summary="Get the phone number",
        local=True,
        login=True,
        answers={200: PhoneNumbers, 401: Unauthenticated},
        handler=_number,
    ),
    Endpoint(
        verb="POST",
        path="account/phone",
        summary="Change the phone number, or the one being verified",
        local=True,
        before=operations.may_change,
        body=_body,
        handler=_change,
        answers={202: PhoneNumbers, 400: Errors, 401: Unauthenticated, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/phone/verify",
        summary="Verify a phone number",
        local=True,
        before=operations.expects_code,
        body=lambda: VerifyPhoneBody,
        on_refused_body=operations.count_missing,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: operations.verify(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/phone/verify/resend",
        summary="Send a new code",
        local=True,
        answers={200: Status, 409: Status},
        ignores_body=True,
        handler=lambda call: operations.resend(call.visit),
    ),
)
