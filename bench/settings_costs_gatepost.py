"""gatepost with every dialect that `costs.py` measures; sign-ups end at a mailed code."""

from settings_gatepost_rest import *  # noqa: F403

ROOT_URLCONF = "urls_costs_gatepost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL = "auth@example.org"
GATEPOST = {
    **GATEPOST,  # noqa: F405
    "accounts": {"email_verification": "mandatory", "adopt_new": True},
    "limits": {"rates": GATEPOST["limits"]["rates"] | {"mail_address": UNLIMITED}},  # noqa: F405
    "email": {"verification_by": "code"},
    "outbox": {"delivery": "worker"},
    "simple_jwt": {"rotate_refresh_tokens": True, "blacklist_after_rotation": True},
    "tokens": GATEPOST["tokens"] | {"strategy": "session"},  # noqa: F405
    "public_url": "https://example.org",
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["gatepost.dialects.simple_jwt.authentication.JWTAuthentication"],
}
