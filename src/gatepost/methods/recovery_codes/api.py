"""Recovery codes in the native API."""

from gatepost import conf
from gatepost.methods.recovery_codes.operations import codes
from gatepost.methods.recovery_codes.settings import RecoveryCodesSettings
from gatepost.wire.endpoint import Endpoint

PATH = "account/authenticators/recovery-codes"


def _enabled() -> bool:
    return conf.read(RecoveryCodesSettings).enabled


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path=PATH,
        summary="Show the recovery codes that are left",
        enabled=_enabled,
        login=True,
        answers={200: "RecoveryCodes", 401: "Unauthenticated", 404: "Status"},
        act=lambda call: codes.show(call.visit),
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Make new recovery codes",
        enabled=_enabled,
        login=True,
        answers={200: "RecoveryCodes", 400: "Errors", 401: "Unauthenticated", 409: "Status"},
        act=lambda call: codes.generate(call.visit),
    ),
)
