"""gatepost as an OAuth provider, beside the same middlewares as the peers."""

from settings_gatepost import *  # noqa: F403

ROOT_URLCONF = "urls_gatepost_idp"
UNLIMITED = ("1000000/60",)
GATEPOST = {
    **GATEPOST,  # noqa: F405
    "accounts": {"email_verification": "none"},
    "limits": {"rates": dict.fromkeys(("login_network", "login_failed", "oauth_token_network"), UNLIMITED)},
    "tokens": {"access_seconds": 3600},
    "provider": {"enabled": True, "scopes": {"read": {}}},
}
