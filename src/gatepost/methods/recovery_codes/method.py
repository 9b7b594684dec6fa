"""How recovery codes make themselves known."""

from gatepost import conf
from gatepost.flow.method import Factor, Method
from gatepost.methods.recovery_codes.api import ENDPOINTS
from gatepost.methods.recovery_codes.operations import codes
from gatepost.methods.recovery_codes.settings import RecoveryCodesSettings

METHOD = Method(
    name="recovery_codes",
    endpoints=ENDPOINTS,
    factor=Factor(
        type=codes.TYPE,
        check=codes.check,
        tell=codes.tell,
        enough=False,
        enabled=lambda: conf.read(RecoveryCodesSettings).enabled,
    ),
    factor_added=codes.added,
    factor_removed=codes.removed,
)
