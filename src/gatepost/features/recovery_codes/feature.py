"""Registers the feature: recovery codes."""

from gatepost import conf
from gatepost.features.recovery_codes.api import ENDPOINTS
from gatepost.features.recovery_codes.operations import codes
from gatepost.features.recovery_codes.settings import RecoveryCodesSettings
from gatepost.features.recovery_codes.shapes import RecoveryCodesEntry
from gatepost.flow.feature import Factor, Feature

FEATURE = Feature(
    name="recovery_codes",
    title="Recovery codes",
    place=55,
    settings=(RecoveryCodesSettings,),
    sealed=(codes.SEALED,),
    amr={"recovery_codes": ("otp", "mfa")},
    endpoints=ENDPOINTS,
    factor=Factor(
        shape=RecoveryCodesEntry,
        type=codes.TYPE,
        check=codes.check,
        triggers_second_factor=False,
        enabled=lambda: conf.read(RecoveryCodesSettings).enabled,
    ),
    factor_added=codes.added,
    factor_removed=codes.removed,
)
