"""gatepost as `compare_attacks.py` attacks it: limits by account as they are by default, none by network."""

from settings_costs_gatepost import *  # noqa: F403
from settings_http import *  # noqa: F403

GATEPOST = {
    **GATEPOST,  # noqa: F405
    "accounts": GATEPOST["accounts"] | {"login_methods": ["email"], "signup_fields": ["email*", "password*"]},  # noqa: F405
    "limits": {"network_factor": 100_000},
    "outbox": {"delivery": "thread"},
}
