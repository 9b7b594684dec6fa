"""How authenticator apps make themselves known."""

from gatepost import conf
from gatepost.flow.method import Factor, Method
from gatepost.methods.totp.api import ENDPOINTS
from gatepost.methods.totp.operations.check import check
from gatepost.methods.totp.settings import TotpSettings

METHOD = Method(
    name="totp",
    endpoints=ENDPOINTS,
    factor=Factor(
        type="totp",
        check=check,
        tell=lambda rows: {},  # noqa: ARG005 - nothing beyond type and times
        enough=True,
        joined="gatepost_totp",
        enabled=lambda: conf.read(TotpSettings).enabled,
    ),
)
