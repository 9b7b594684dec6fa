"""Django settings of the standalone server, built from the environment and `gatepost.toml`."""

import importlib.util
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from gatepost import conf, django_settings
from gatepost.deployment import environment, production
from gatepost.ground.sending import INBOX_VARIABLE
from gatepost.server import logs

_found = environment.read()
_tree = conf.tree_from(_found.config, os.environ)
_given = {name: values for name, values in _tree.items() if name not in conf.BESIDE}
_parts: dict[str, Any] = {name: _tree[name] for name in ("FEATURES", "PROVIDERS", "SMS") if name in _tree}
if _found.production and (_faults := production.faults(_found, os.environ, _given)):
    raise ImproperlyConfigured("production needs:\n  " + "\n  ".join(_faults))
PUBLIC_URL = _found.public_url or conf.WITHOUT_PUBLIC_URL
PRODUCTION = _found.production

SECRET_KEY = environment.secret_key(_found)
DEBUG = False
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or ""] if PRODUCTION else list(LOOPBACK)
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
    *environment.apps_of(_parts.get("FEATURES")),
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "gatepost.drf.SessionAuthentication",
        "gatepost.dialects.authtoken.authentication.TokenAuthentication",
        "gatepost.dialects.rest_auth.authentication.JWTCookieAuthentication",
        "gatepost.drf.SessionTokenAuthentication",
    ]
}
LOGIN_REDIRECT_URL = "/"
LOGGING = logs.settings(production=PRODUCTION)
MIDDLEWARE = [
    "gatepost.integrations.request_id.request_id_middleware",
    "gatepost.server.middleware.failure_middleware",
    "gatepost.integrations.unreadable.unreadable_request_middleware",
    "gatepost.server.probes.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
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
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("es", "Español"), ("fr", "Français")]
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.*/gatepost/web/assets/.+-[\w-]{8}\.\w+$"

SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = django_settings.hashers(None)
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
    if os.environ.get("GATEPOST_COOKIE_HOST_PREFIX", "") not in ("", "0"):
        if SESSION_COOKIE_DOMAIN:
            raise ImproperlyConfigured("GATEPOST_COOKIE_HOST_PREFIX: such cookies have no domain; unset one of the two")
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("GATEPOST_BEHIND_PROXY") else None
else:
    os.environ.setdefault(INBOX_VARIABLE, str(_found.home / "inbox"))

globals().update(environment.mail(os.environ.get("EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("GATEPOST_FROM", "gatepost@localhost")

_DEFAULTS: dict[str, dict[str, Any]] = {
    "accounts": {
        "login_methods": ["email"],
        "signup_fields": ["email*", "password*"],
        "email_verification": "mandatory",
        "notifications": True,
        "login_notifications": True,
        "deletion": True,
    },
    "flow": {"proof_on_every_wire": True, "fresh_login_counts": True},
    "sessions": {"track_activity": True},
    "email": {"verification_by": "both", "resends": 3, "changes": 2, "login_on_verification": True},
    "password": {"reset_by": "both", "reset_code_seconds": 900},
    "code": {"enabled": True, "resends": 3, "link": True, "seconds": 600},
    "passkey": {} if PRODUCTION else {"rp_id": "localhost"},
    "outbox": {
        **({} if "SMS" in _parts else {"sms": "console" if PRODUCTION else "inbox"}),
        **({} if PRODUCTION else {"loopback_links": True}),
    },
    "limits": {
        "redis_url": os.environ.get("REDIS_URL", ""),
        **({} if PRODUCTION else {"network_factor": 100, "rates": {"code_address": ["30/60"]}}),
    },
    "rest_auth": {
        "login_methods": ["username", "email"],
        **({"jwt_auth_secure": True} if PRODUCTION else {}),
    },
    "cookie": {"social_require_state": True},
}
GATEPOST: dict[str, Any] = {
    "KEYS": environment.keys(_found),
    "public_url": PUBLIC_URL,
    **_parts,
    **{name: {**_DEFAULTS.get(name, {}), **_given.get(name, {})} for name in {**_DEFAULTS, **_given}},
}
if GATEPOST["rest_auth"].get("use_jwt"):
    # The first class decides the `WWW-Authenticate` header of a 401, which JWT clients look at.
    REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"].sort(key=lambda path: not path.endswith("JWTCookieAuthentication"))
CSRF_TRUSTED_ORIGINS = [
    PUBLIC_URL,
    # In development a browser may use any of this machine's loopback names.
    *([] if PRODUCTION else [f"http://{name}:{urlsplit(PUBLIC_URL).port or 80}" for name in LOOPBACK]),
    *GATEPOST.get("headless", {}).get("cors_origins", []),
]
