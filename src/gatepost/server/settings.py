"""Django's settings of the standalone server; everything comes from `environment.py` and `gatepost.toml`."""

import importlib.util
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.cli import environment
from gatepost.ground.sending import INBOX_VARIABLE

_found = environment.read()
if _found.production and (_missing := environment.missing()):
    raise ImproperlyConfigured("production needs:\n  " + "\n  ".join(_missing))
PUBLIC_URL = _found.public_url or "http://127.0.0.1:8000"
PRODUCTION = _found.production

SECRET_KEY = environment.secret_key(_found)
DEBUG = False
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or ""] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
SESSION_COOKIE_DOMAIN = CSRF_COOKIE_DOMAIN = os.environ.get("GATEPOST_COOKIE_DOMAIN") or None
if SESSION_COOKIE_DOMAIN and not PRODUCTION:
    ALLOWED_HOSTS.append(f".{SESSION_COOKIE_DOMAIN}")
REST_FRAMEWORK_THERE = importlib.util.find_spec("rest_framework") is not None
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "gatepost.admin.apps.GatepostAdminConfig",
    "gatepost",
    *(["rest_framework"] if REST_FRAMEWORK_THERE else []),
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "gatepost.integrations.drf.SessionAuthentication",
        "gatepost.dialects.authtoken.authentication.TokenAuthentication",
        "gatepost.dialects.rest_auth.authentication.JWTCookieAuthentication",
        "gatepost.integrations.drf.SessionTokenAuthentication",
    ]
}
LOGIN_REDIRECT_URL = "/"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gatepost.sessions.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "gatepost.server.urls"
WSGI_APPLICATION = "gatepost.server.wsgi.application"
DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), _found.home)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.*/gatepost/web/assets/.+-[\w-]{8}\.\w+$"

SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = [
    "gatepost.methods.password.hashing.Argon2",
    *(f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("PBKDF2", "PBKDF2SHA1", "Scrypt")),
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Secure-sessionid" if SESSION_COOKIE_DOMAIN else "__Host-sessionid"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("GATEPOST_BEHIND_PROXY") else None
else:
    os.environ.setdefault(INBOX_VARIABLE, str(_found.home / "inbox"))

globals().update(environment.mail(os.environ.get("EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("GATEPOST_FROM", "gatepost@localhost")

_host = urlsplit(PUBLIC_URL).hostname or ""
_DEFAULTS: dict[str, dict[str, Any]] = {
    "accounts": {
        "login_methods": ["email"],
        "signup_fields": ["email*", "password*"],
        "email_verification": "mandatory",
        "notifications": True,
        "deletion": True,
    },
    "sessions": {"track_activity": True},
    "tokens": {"issuer": PUBLIC_URL},
    "social": {
        "callback": f"{PUBLIC_URL}/_allauth/social/{{connection}}/callback",
        "error_page": f"{PUBLIC_URL}/account/provider/callback",
    },
    "email": {"verification_by": "both", "resends": 3, "changes": 2, "login_on_verification": True},
    "password": {"reset_by": "both", "reset_code_seconds": 900},
    "code": {"enabled": True, "resends": 3, "link": True, "seconds": 600},
    "passkey": {
        "rp_id": _host if PRODUCTION else "localhost",
        "origins": [PUBLIC_URL] if PRODUCTION else [],
    },
    "outbox": {"sms": "console" if PRODUCTION else "inbox"},
    "limits": {
        "redis_url": os.environ.get("REDIS_URL", ""),
        **({} if PRODUCTION else {"network_factor": 100, "rates": {"code_address": ["30/60"]}}),
    },
    "djoser": {
        "activation_url": f"{PUBLIC_URL}/account/activate/{{uid}}/{{token}}",
        "password_reset_confirm_url": f"{PUBLIC_URL}/account/password/reset/{{uid}}/{{token}}",
        "username_reset_confirm_url": f"{PUBLIC_URL}/account/username/reset/{{uid}}/{{token}}",
    },
    "rest_auth": {
        "login_methods": ["username", "email"],
        "confirm_email_url": f"{PUBLIC_URL}/api/v1/dj-rest-auth/registration/account-confirm-email/{{key}}/",
        "password_reset_confirm_url": f"{PUBLIC_URL}/api/v1/dj-rest-auth/password/reset/confirm/{{uid36}}/{{token}}/",
    },
    "cookie": {
        "verify_link": f"{PUBLIC_URL}/verify-email/{{key}}",
        "reset_link": f"{PUBLIC_URL}/reset/{{uid}}/{{token}}",
        "social_callback": f"{PUBLIC_URL}/auth/{{provider}}/callback",
    },
    "links": {
        "verify_email": f"{PUBLIC_URL}/account/verify-email/{{key}}",
        "reset_password": f"{PUBLIC_URL}/account/password/reset/key/{{key}}",
        "login": f"{PUBLIC_URL}/account/login/code/{{key}}",
        "signup": f"{PUBLIC_URL}/account/signup",
        "request_reset": f"{PUBLIC_URL}/account/password/reset",
    },
}
_config = os.environ.get("GATEPOST_CONFIG")
_given = conf.tree_from(Path(_config) if _config else None, os.environ)
GATEPOST: dict[str, Any] = {
    "KEYS": environment.keys(_found),
    **{name: {**_DEFAULTS.get(name, {}), **_given.get(name, {})} for name in {**_DEFAULTS, **_given}},
}
if GATEPOST["rest_auth"].get("use_jwt"):
    # The first class decides what a 401 says: clients of signed tokens look for its words.
    REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"].sort(key=lambda path: not path.endswith("JWTCookieAuthentication"))
CSRF_TRUSTED_ORIGINS = [
    *([PUBLIC_URL] if PRODUCTION else []),
    *GATEPOST.get("headless", {}).get("cors_origins", []),
]
