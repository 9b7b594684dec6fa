"""allauth's headless API and simplejwt as `compare_attacks.py` attacks them: limits by account as by default."""

from datetime import timedelta

from settings_costs_allauth import *  # noqa: F403
from settings_http import *  # noqa: F403

SECRET_KEY = "bench, long enough for an HMAC key of 32 bytes"
INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework", "rest_framework_simplejwt.token_blacklist"]  # noqa: F405
ROOT_URLCONF = "urls_http_peers"
SIMPLE_JWT = {
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
}
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"]  # noqa: F405
HEADLESS_FRONTEND_URLS = {"account_reset_password_from_key": "https://example.org/reset/{key}"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = {
    "signup": "",
    "login": "",
    "login_failed": "5/5m/key",
    "reset_password": "5/m/key",
    "reset_password_from_key": "",
    "request_login_code": "3/m/key",
    "confirm_email": "1/10s/key",
}
