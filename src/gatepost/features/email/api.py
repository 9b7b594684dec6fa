"""Native API of email addresses."""

import functools

import msgspec

from gatepost.api.answers import named_user
from gatepost.api.decoding import REQUIRED, Key, KnownEmail, new_name
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.errors import Refused
from gatepost.features.email.operations import manage, verify
from gatepost.features.email.shapes import (
    EmailAddress,
    EmailAddresses,
    EmailVerificationInfo,
    VerificationData,
    VerificationMeta,
)

KEY_HEADER = "X-Email-Verification-Key"


class VerifyEmailBody(msgspec.Struct):
    """A mailed key or code."""

    key: Key


class KnownAddressBody(msgspec.Struct):
    """One of the user's addresses."""

    email: KnownEmail


@functools.cache
def _new_address_body() -> type[msgspec.Struct]:
    """The body with a new address; built on first use, since its limits depend on the settings."""
    return msgspec.defstruct("AddressBody", [("email", new_name("email"))])


class PrimaryBody(msgspec.Struct):
    """The new primary address; `primary` is always true."""

    email: KnownEmail
    primary: bool


def _check(call: Call) -> EmailVerificationInfo:
    if not call.header:
        raise Refused(REQUIRED.at("key"))
    info = verify.check(call.visit, key=call.header)
    return EmailVerificationInfo(
        status=200,
        data=VerificationData(email=info.email, user=named_user(info.user)),
        meta=VerificationMeta(is_authenticating=info.authenticating),
    )


def _add(call: Call) -> EmailAddresses:
    if call.visit.logged_in:
        return EmailAddresses.of(manage.add(call.visit, email=call.body.email))
    email = verify.change_pending(call.visit, email=call.body.email)
    return EmailAddresses(status=200, data=[EmailAddress(email=email, primary=False, verified=False)])


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/email/verify",
        summary="Get the email verification that a mailed key belongs to",
        local=True,
        header=KEY_HEADER,
        before=verify.expects_code,
        handler=_check,
        answers={200: EmailVerificationInfo, 400: Errors, 409: Status},
    ),
    Endpoint(
        verb="POST",
        path="auth/email/verify",
        summary="Verify an email address",
        local=True,
        body=lambda: VerifyEmailBody,
        on_refused_body=verify.refused_body,
        limit="verification_network",
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: verify.verify(call.visit, key=call.body.key),
    ),
    Endpoint(
        verb="POST",
        path="auth/email/verify/resend",
        summary="Resend the verification code",
        local=True,
        answers={200: Status, 409: Status},
        ignores_body=True,
        handler=lambda call: verify.resend(call.visit),
    ),
    Endpoint(
        verb="GET",
        path="account/email",
        summary="List the email addresses",
        local=True,
        login=True,
        answers={200: EmailAddresses, 401: Unauthenticated},
        handler=lambda call: EmailAddresses.of(manage.addresses(call.visit)),
    ),
    Endpoint(
        verb="POST",
        path="account/email",
        summary="Add an email address, or change the one being verified",
        local=True,
        user_limit="emails_user",
        before=verify.may_add,
        body=_new_address_body,
        handler=_add,
        answers={200: EmailAddresses, 400: Errors, 401: Unauthenticated, 409: Status},
    ),
    Endpoint(
        verb="PUT",
        path="account/email",
        summary="Resend the verification mail",
        local=True,
        user_limit="emails_user",
        login=True,
        body=lambda: KnownAddressBody,
        answers={200: Status, 400: Errors, 401: Unauthenticated, 403: Status},
        handler=lambda call: manage.send_again(call.visit, email=call.body.email),
    ),
    Endpoint(
        verb="PATCH",
        path="account/email",
        summary="Make an email address primary",
        local=True,
        user_limit="emails_user",
        login=True,
        body=lambda: PrimaryBody,
        answers={200: EmailAddresses, 400: Errors, 401: Unauthenticated},
        handler=lambda call: EmailAddresses.of(manage.make_primary(call.visit, email=call.body.email)),
    ),
    Endpoint(
        verb="DELETE",
        path="account/email",
        summary="Remove an email address",
        local=True,
        user_limit="emails_user",
        login=True,
        body=lambda: KnownAddressBody,
        answers={200: EmailAddresses, 400: Errors, 401: Unauthenticated},
        handler=lambda call: EmailAddresses.of(manage.remove(call.visit, email=call.body.email)),
    ),
)
