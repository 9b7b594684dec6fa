"""Native API of recovery codes."""

from gatepost import conf
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Errors, Status, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.recovery_codes import operations
from gatepost.features.recovery_codes.settings import RecoveryCodesSettings
from gatepost.features.recovery_codes.shapes import RecoveryCodes

PATH = "account/authenticators/recovery-codes"


def _enabled() -> bool:
    return conf.read(RecoveryCodesSettings).enabled


def _show(call: Call) -> RecoveryCodes | Status:
    found = operations.show(call.visit)
    return RecoveryCodes.of(found) if found is not None else Status(404)


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path=PATH,
        summary="List the unused recovery codes",
        enabled=_enabled,
        login=True,
        answers={200: RecoveryCodes, 401: Unauthenticated, 404: Status},
        handler=_show,
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Generate new recovery codes",
        enabled=_enabled,
        login=True,
        answers={200: RecoveryCodes, 400: Errors, 401: Unauthenticated, 409: Status},
        handler=lambda call: RecoveryCodes.of(operations.generate(call.visit)),
    ),
)
