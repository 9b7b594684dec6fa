"""Registers the feature: trusted browsers."""

from typing import Any

from gatepost.features.trusted_browsers.api import ENDPOINTS
from gatepost.features.trusted_browsers.operations import TRUST, offered
from gatepost.features.trusted_browsers.shapes import TrustFlow
from gatepost.flow.feature import Feature


def _config() -> dict[str, dict[str, Any]]:
    return {"mfa": {"trust_enabled": True}} if offered() else {}


FEATURE = Feature(
    name="trusted_browsers",
    title="Trusted browsers",
    place=60,
    endpoints=ENDPOINTS,
    steps=(TRUST,),
    shapes=(TrustFlow,),
    config=_config,
)
