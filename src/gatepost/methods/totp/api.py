"""The TOTP method in the native API."""

import msgspec

from gatepost import conf
from gatepost.flow import enrolment
from gatepost.methods.totp.operations import enrol
from gatepost.methods.totp.settings import TotpSettings
from gatepost.wire.decoding import Text
from gatepost.wire.endpoint import Endpoint

PATH = "account/authenticators/totp"


class FirstCodeBody(msgspec.Struct):
    """The first code that the app shows."""

    code: Text


def _enabled() -> bool:
    return conf.read(TotpSettings).enabled


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path=PATH,
        summary="Show the authenticator app, or a secret to set one up with",
        enabled=_enabled,
        before=enrolment.expects,
        answers={200: "TotpAuthenticator", 401: "Unauthenticated", 404: "TotpEnrolment", 409: "Conflict"},
        act=lambda call: enrol.show(call.visit),
    ),
    Endpoint(
        verb="GET",
        path=f"{PATH}/qr",
        summary="The secret that was shown last, as a QR code",
        enabled=_enabled,
        before=enrolment.expects,
        answers={200: "QrCode", 401: "Unauthenticated", 409: "Conflict"},
        act=lambda call: enrol.picture(call.visit),
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Set an authenticator app up",
        enabled=_enabled,
        before=enrolment.expects,
        body=lambda: FirstCodeBody,
        answers={200: "TotpAuthenticator", 400: "Errors", 401: "Unauthenticated", 409: "Conflict"},
        act=lambda call: enrol.activate(call.visit, code=call.body.code),
    ),
    Endpoint(
        verb="DELETE",
        path=PATH,
        summary="Remove the authenticator app",
        enabled=_enabled,
        login=True,
        answers={200: "Status", 401: "Unauthenticated"},
        act=lambda call: enrol.remove(call.visit),
    ),
)
