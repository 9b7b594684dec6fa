"""Native API of authenticator apps (TOTP)."""

import msgspec

from gatepost import conf
from gatepost.api.answers import Reply
from gatepost.api.decoding import Key
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Conflict, EnrolledMeta, Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.totp.operations import enrol
from gatepost.features.totp.settings import TotpSettings
from gatepost.features.totp.shapes import (
    QrCode,
    QrCodeData,
    TotpAuthenticator,
    TotpEnrolment,
    TotpEnrolmentMeta,
    TotpEntry,
)
from gatepost.flow import enrolment

PATH = "account/authenticators/totp"


class FirstCodeBody(msgspec.Struct):
    """The first code that the app shows."""

    code: Key


def _enabled() -> bool:
    return conf.read(TotpSettings).enabled


def _show(call: Call) -> TotpAuthenticator | TotpEnrolment:
    found = enrol.show(call.visit)
    if isinstance(found, enrol.NewSecret):
        return TotpEnrolment(status=404, meta=TotpEnrolmentMeta(secret=found.text, totp_url=found.url))
    return TotpAuthenticator(status=200, data=TotpEntry.of(found))


def _activate(call: Call) -> Reply:
    enrolled = enrol.activate(call.visit, code=call.body.code)
    meta = EnrolledMeta.of(enrolled.login)
    answer = TotpAuthenticator(status=200, data=TotpEntry.of(enrolled.factor), meta=meta)
    return Reply(answer=answer, opened=enrolled.opened)


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path=PATH,
        summary="Get the TOTP authenticator, or start enrolment",
        enabled=_enabled,
        before=enrolment.admit,
        answers={200: TotpAuthenticator, 401: Unauthenticated, 404: TotpEnrolment, 409: Conflict},
        handler=_show,
    ),
    Endpoint(
        verb="GET",
        path=f"{PATH}/qr",
        summary="Get the QR code of the enrolment in progress",
        enabled=_enabled,
        before=enrolment.admit,
        answers={200: QrCode, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: QrCode(status=200, data=QrCodeData(enrol.picture(call.visit))),
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Activate the TOTP authenticator",
        enabled=_enabled,
        before=enrol.admit,
        body=lambda: FirstCodeBody,
        answers={200: TotpAuthenticator, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=_activate,
    ),
    Endpoint(
        verb="DELETE",
        path=PATH,
        summary="Deactivate the TOTP authenticator",
        enabled=_enabled,
        login=True,
        answers={200: Status, 401: Unauthenticated},
        handler=lambda call: enrol.remove(call.visit),
    ),
)
