"""Operations that every second factor shares."""

import msgspec

from gatepost.flow import factors, second_factor, trust
from gatepost.wire.decoding import Text
from gatepost.wire.endpoint import Endpoint


class CodeBody(msgspec.Struct):
    """A code of an authenticator app, or a recovery code."""

    code: Text


class TrustBody(msgspec.Struct):
    """Whether to trust this browser."""

    trust: bool = False


class BrowsersBody(msgspec.Struct):
    """Public ids of the browsers to trust no more."""

    browsers: list[int]


def _offered() -> bool:
    return bool(factors.offered())


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/2fa/authenticate",
        summary="Take the second step of a login",
        enabled=_offered,
        before=second_factor.pending,
        body=lambda: CodeBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: second_factor.authenticate(call.visit, login=call.found, code=call.body.code),
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
        verb="POST",
        path="auth/2fa/trust",
        summary="Trust this browser, or don't: the last step of a login",
        clients=("browser",),
        enabled=trust.offered,
        body=lambda: TrustBody,
        answers={200: "Authenticated", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: trust.decide(call.visit, trust=call.body.trust),
    ),
    Endpoint(
        verb="GET",
        path="account/trusted_browsers",
        summary="List the browsers that the user trusts",
        enabled=trust.offered,
        login=True,
        answers={200: "TrustedBrowsers", 401: "Unauthenticated"},
        act=lambda call: trust.listing(call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="account/trusted_browsers",
        summary="Trust some browsers no more",
        enabled=trust.offered,
        login=True,
        body=lambda: BrowsersBody,
        answers={200: "TrustedBrowsers", 400: "Errors", 401: "Unauthenticated"},
        act=lambda call: trust.end(call.visit, numbers=call.body.browsers),
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
