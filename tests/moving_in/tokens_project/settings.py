"""A project that moves from `PACKAGE`; `STAGE` is `before` (it alone), `beside` (both) or `after` (gatepost alone)."""

import os
from datetime import timedelta
from pathlib import Path

from tests.moving_in import databases

STAGE, PACKAGE, USERS = os.environ["STAGE"], os.environ["PACKAGE"], os.environ.get("USERS", "auth.User")
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.tokens_project.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
AUTH_USER_MODEL = USERS
if USERS != "auth.User":
    INSTALLED_APPS += ["tests.moving_in.social_auth_project.people"]
OWN = {
    "simplejwt": "rest_framework_simplejwt.authentication.JWTAuthentication",
    "knox": "knox.auth.TokenAuthentication",
}
OURS = {
    "simplejwt": "gatepost.dialects.simple_jwt.authentication.JWTAuthentication",
    "knox": "gatepost.dialects.knox.authentication.KnoxAuthentication",
}
LONG = timedelta(days=30)
if PACKAGE == "simplejwt":
    SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": LONG, "SIGNING_KEY": "signing-" * 8}
    if os.environ.get("ROTATES"):
        SIMPLE_JWT |= {"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}
    if os.environ.get("REVOKES"):
        SIMPLE_JWT |= {"CHECK_REVOKE_TOKEN": True}
    if os.environ.get("RSA_PRIVATE"):
        keys = {"SIGNING_KEY": os.environ["RSA_PRIVATE"], "VERIFYING_KEY": os.environ["RSA_PUBLIC"]}
        SIMPLE_JWT |= {"ALGORITHM": "RS256", **keys}
    if os.environ.get("SLIDING"):
        names = ("AccessToken", "SlidingToken")
        SIMPLE_JWT |= {"AUTH_TOKEN_CLASSES": tuple(f"rest_framework_simplejwt.tokens.{name}" for name in names)}
        SIMPLE_JWT |= {"SLIDING_TOKEN_LIFETIME": LONG, "SLIDING_TOKEN_REFRESH_LIFETIME": 2 * LONG}
    if STAGE in ("before", "beside") and not os.environ.get("STATELESS"):
        INSTALLED_APPS += ["rest_framework_simplejwt.token_blacklist"]
else:
    REST_KNOX = {"TOKEN_PREFIX": "shop", "TOKEN_LIMIT_PER_USER": 3}
    if os.environ.get("REFRESHES"):
        REST_KNOX |= {"AUTO_REFRESH": True, "AUTO_REFRESH_MAX_TTL": timedelta(days=3)}
    if STAGE in ("before", "beside"):
        INSTALLED_APPS += ["knox"]
    if os.environ.get("SWAPPED"):
        KNOX_TOKEN_MODEL = REST_KNOX["TOKEN_MODEL"] = "owned.Device"
        INSTALLED_APPS += ["tests.moving_in.tokens_project.owned"] if STAGE in ("before", "beside") else []
if STAGE in ("beside", "after"):
    import gatepost

    GATEPOST = {
        "KEYS": ["test:" + "A" * 43],
        "public_url": "https://shop.example.org",
        "limits": {"enabled": False},
        "simple_jwt": {"signing_key": "signing-" * 8, "take_over": True, "access_seconds": 30 * 86400},
        "knox": {"previous_hash": "sha512", "tokens_per_user": 3, "token_prefix": "shop"},
    }
    if os.environ.get("ROTATES"):
        GATEPOST["simple_jwt"] |= {"rotate_refresh_tokens": True, "blacklist_after_rotation": True}
    if os.environ.get("REFRESHES"):
        GATEPOST["knox"] |= {"auto_refresh": True, "auto_refresh_max_seconds": 3 * 86400}
    if (printed := Path(os.environ["DATABASE"]).with_name("printed.py")).is_file():  # by `migrate-from --settings`
        own = GATEPOST
        exec(printed.read_text())
        GATEPOST |= {name: own[name] for name in ("KEYS", "public_url", "limits")}
    gatepost.configure(globals())
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [(OURS if STAGE == "after" else OWN)[PACKAGE]]}
if (STAGE, PACKAGE) == ("after", "knox"):  # a login with Basic; before, its view has a class of its own
    REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] += ["gatepost.drf.BasicAuthentication"]
