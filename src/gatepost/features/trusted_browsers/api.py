"""Native API of trusted browsers."""

import msgspec

from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Authenticated, Errors, Status, Unauthenticated
from gatepost.features.trusted_browsers import operations
from gatepost.features.trusted_browsers.shapes import TrustedBrowsers


class TrustBody(msgspec.Struct):
    """Whether to trust this browser."""

    trust: bool = False


class BrowsersBody(msgspec.Struct):
    """Public ids of the trusted browsers to revoke."""

    browsers: list[int]


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/2fa/trust",
        summary="Complete a login by choosing whether to trust this browser",
        clients=("browser",),
        enabled=operations.offered,
        body=lambda: TrustBody,
        answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: operations.decide(call.visit, trust=call.body.trust),
    ),
    Endpoint(
        verb="GET",
        path="account/trusted_browsers",
        summary="List the trusted browsers",
        enabled=operations.offered,
        login=True,
        answers={200: TrustedBrowsers, 401: Unauthenticated},
        handler=lambda call: TrustedBrowsers.of(operations.listing(call.visit), call.visit),
    ),
    Endpoint(
        verb="DELETE",
        path="account/trusted_browsers",
        summary="Revoke trusted browsers",
        enabled=operations.offered,
        login=True,
        body=lambda: BrowsersBody,
        answers={200: TrustedBrowsers, 400: Errors, 401: Unauthenticated},
        handler=lambda call: TrustedBrowsers.of(operations.end(call.visit, numbers=call.body.browsers), call.visit),
    ),
)
