"""Registers the feature: recovery codes."""

from gatepost import conf
from gatepost.features.recovery_codes import operations
from gatepost.features.recovery_codes.api import ENDPOINTS
from gatepost.features.recovery_codes.settings import RecoveryCodesSettings
from gatepost.features.recovery_codes.shapes import RecoveryCodesEntry
from gatepost.flow.feature import Factor, Feature

FEATURE = Feature(
    name="recovery_codes",
    title="Recovery codes",
    place=55,
    settings=(RecoveryCodesSettings,),
    sealed=(operations.SEALED,),
    amr={"recovery_codes": ("otp", "mfa")},
    endpoints=ENDPOINTS,
    factor=Factor(
        shape=RecoveryCodesEntry,
        type=operations.TYPE,
        check=operations.check,
        triggers_second_factor=False,
        enabled=lambda: conf.read(RecoveryCodesSettings).enabled,
    ),
    factor_added=operations.added,
    factor_removed=operations.removed,
)
