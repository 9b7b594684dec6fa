"""Phone numbers in the native API."""

import msgspec

from gatepost.errors import CONFLICT, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit
from gatepost.methods.phone.operations import verify
from gatepost.wire.decoding import Phone, Text
from gatepost.wire.endpoint import Call, Endpoint


class PhoneBody(msgspec.Struct):
    """A number with its country's code."""

    phone: Phone


class VerifyPhoneBody(msgspec.Struct):
    """The code from the SMS."""

    code: Text


def _may_wait(visit: Visit) -> None:
    """Changing is for users, and for sign-ups that wait for a code to another number."""
    if not visit.logged_in and engine.underway(visit) is None:
        raise Refused(CONFLICT)


def _change(call: Call) -> Outcome:
    if call.visit.logged_in:
        return verify.change(call.visit, phone=call.body.phone)
    return verify.change_pending(call.visit, phone=call.body.phone)


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="account/phone",
        summary="Show the user's number",
        login=True,
        answers={200: "PhoneNumbers", 401: "Unauthenticated"},
        act=lambda call: verify.numbers(call.visit),
    ),
    Endpoint(
        verb="POST",
        path="account/phone",
        summary="Change the number, or wait for another one",
        before=_may_wait,
        body=lambda: PhoneBody,
        act=_change,
        answers={202: "PhoneNumbers", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
    ),
    Endpoint(
        verb="POST",
        path="auth/phone/verify",
        summary="Prove a number",
        before=verify.expects_code,
        body=lambda: VerifyPhoneBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: verify.verify(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/phone/verify/resend",
        summary="Send a new code",
        answers={200: "Status", 409: "Status"},
        act=lambda call: verify.resend(call.visit),
    ),
)
