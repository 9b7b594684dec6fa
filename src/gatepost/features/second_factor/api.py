"""Native API shared by all second factors."""

from typing import cast

import msgspec

from gatepost.api.decoding import Key, Text
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Authenticator, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.second_factor.shapes import Authenticators, EnrolmentDue
from gatepost.flow import factors, releasing, second_factor


class CodeBody(msgspec.Struct):
    """A code of an authenticator app, or a recovery code."""

    code: Key


class ReleaseBody(msgspec.Struct):
    """The address that the pending step offered to release (`releases`)."""

    address: Text


def _offered() -> bool:
    return bool(factors.offered())


def _listing(call: Call) -> Authenticators:
    found, offered = second_factor.listing(call.visit), factors.offered()
    entries = [offered[row.type].shape.of(row) for row in found.rows]
    due = EnrolmentDue(found.enrolment_due.timestamp()) if found.enrolment_due is not None else msgspec.UNSET
    return Authenticators(status=200, data=cast("list[Authenticator]", entries), meta=due)


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/2fa/authenticate",
        summary="Complete a login with a second factor",
        enabled=_offered,
        before=second_factor.pending,
        body=lambda: CodeBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: second_factor.authenticate(call.visit, login=call.found, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/2fa/release",
        summary="Remove the address used for this login from an account that isn't the user's",
        enabled=_offered,
        before=second_factor.pending,
        body=lambda: ReleaseBody,
        answers={400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: releasing.release(call.visit, login=call.found, address=call.body.address),
    ),
    Endpoint(
        verb="POST",
        path="auth/2fa/reauthenticate",
        summary="Reauthenticate with a second factor",
        enabled=_offered,
        login=True,
        body=lambda: CodeBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated},
        handler=lambda call: second_factor.reauthenticate(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="GET",
        path="account/authenticators",
        summary="List the authenticators",
        enabled=_offered,
        login=True,
        answers={200: Authenticators, 401: Unauthenticated},
        handler=_listing,
    ),
)
