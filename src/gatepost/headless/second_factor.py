"""Operations that every second factor shares."""

import msgspec

from gatepost.flow import factors, second_factor
from gatepost.wire.decoding import Text
from gatepost.wire.endpoint import Endpoint


class CodeBody(msgspec.Struct):
    """A code of an authenticator app, or a recovery code."""

    code: Text


def _offered() -> bool:
    return bool(factors.offered())


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/2fa/authenticate",
        summary="Take the second step of a login",
        enabled=_offered,
        before=second_factor.expects,
        body=lambda: CodeBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: second_factor.authenticate(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="POST",
        path="auth/2fa/reauthenticate",
        summary="Prove by a second factor who one is",
        enabled=_offered,
        login=True,
        body=lambda: CodeBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: second_factor.reauthenticate(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="GET",
        path="account/authenticators",
        summary="List what the user can show beside a password",
        enabled=_offered,
        login=True,
        answers={200: "Authenticators", 401: "Unauthenticated"},
        act=lambda call: second_factor.listing(call.visit),
    ),
)
