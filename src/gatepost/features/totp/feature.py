"""Registers the feature: authenticator apps."""

from gatepost import conf
from gatepost.features.totp import purposes
from gatepost.features.totp.api import ENDPOINTS
from gatepost.features.totp.models import TotpSecret
from gatepost.features.totp.operations.check import PURPOSE, check
from gatepost.features.totp.settings import TotpSettings
from gatepost.features.totp.shapes import TotpEntry
from gatepost.flow.feature import Factor, Feature
from gatepost.ground.sealing import SealedColumn

FEATURE = Feature(
    name="totp",
    title="Authenticator apps (TOTP)",
    place=50,
    settings=(TotpSettings,),
    purposes=purposes.ALL,
    sealed=(SealedColumn(purpose=PURPOSE, model=TotpSecret, bound_to="authenticator_id"),),
    amr={"totp": ("otp", "mfa")},
    endpoints=ENDPOINTS,
    factor=Factor(
        shape=TotpEntry,
        type="totp",
        check=check,
        triggers_second_factor=True,
        joined="gatepost_totp",
        enabled=lambda: conf.read(TotpSettings).enabled,
    ),
)
