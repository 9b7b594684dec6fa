"""gatepost as `costs.py` measures it; addresses need no verification, so that a sign-up ends in a session."""

from settings_gatepost_rest import *  # noqa: F403
from settings_gatepost_rest import GATEPOST as REST
from settings_gatepost_rest import UNLIMITED

ROOT_URLCONF = "urls_costs_gatepost"
GATEPOST = {
    **REST,
    "accounts": {"email_verification": "none", "adopt_new": True},
    "limits": {"rates": REST["limits"]["rates"] | {"mail_address": UNLIMITED}, "network_factor": 1_000_000},
    "outbox": {"delivery": "worker"},
    "public_url": "https://example.org",
}
