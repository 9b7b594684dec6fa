"""A project that moves from allauth.idp; `STAGE` is `before` (it alone), `beside` (both) or `after`."""

import os
from pathlib import Path

from tests.moving_in import databases

STAGE = os.environ["STAGE"]
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["shop.example.org"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.idp_project.urls"
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
AUTH_USER_MODEL = os.environ.get("USERS", "auth.User")
if AUTH_USER_MODEL != "auth.User":
    INSTALLED_APPS += ["tests.moving_in.social_auth_project.people"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
IDP_OIDC_ADAPTER = "tests.moving_in.idp_project.adapters.Adapter"
IDP_OIDC_PRIVATE_KEY = os.environ["OLD_RSA_KEY"]
IDP_OIDC_PRIVATE_KEYS = [{"pem": os.environ["RSA_KEY"], "issued_at": "2026-01-01T00:00:00"}]
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 86400
IDP_OIDC_ACCESS_TOKEN_FORMAT = os.environ.get("FORMAT", "opaque")
IDP_OIDC_INTROSPECTION_ENABLED = True
IDP_OIDC_INTROSPECTION_CROSS_CLIENT_ALLOWED = bool(os.environ.get("CROSS"))
IDP_OIDC_DCR_ENABLED = True
IDP_OIDC_DCR_REQUIRES_INITIAL_ACCESS_TOKEN = False
IDP_OIDC_RATE_LIMITS = False
if STAGE in ("before", "beside"):
    INSTALLED_APPS += ["allauth", "allauth.account", "allauth.idp.oidc"]
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
if STAGE in ("beside", "after"):
    import gatepost

    OWN = {"KEYS": ["test:" + "A" * 43], "public_url": "https://shop.example.org", "limits": {"enabled": False}}
    GATEPOST = OWN
    if (printed := Path(os.environ["DATABASE"]).with_name("printed.py")).is_file():  # by `migrate-from --settings`
        exec(printed.read_text())
        GATEPOST = {**GATEPOST, **OWN}
    gatepost.configure(globals())
