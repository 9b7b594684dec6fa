"""A project that moves from django-oauth-toolkit; `STAGE` is `before` (it alone), `beside` (both) or `after`."""

import os
from pathlib import Path

from tests.moving_in import databases

STAGE = os.environ["STAGE"]
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["shop.example.org"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.toolkit_project.urls"
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
AUTH_USER_MODEL = os.environ.get("USERS", "auth.User")
if AUTH_USER_MODEL != "auth.User":
    INSTALLED_APPS += ["tests.moving_in.social_auth_project.people"]
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": os.environ["RSA_KEY"],
    "OIDC_RSA_PRIVATE_KEYS_INACTIVE": [os.environ["OLD_RSA_KEY"]],
    "SCOPES": {"openid": "Who you are", "read": "Read your orders", "introspection": "Look at tokens"},
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 86400,
    "OAUTH2_VALIDATOR_CLASS": "tests.moving_in.toolkit_project.validators.Validator",
}
if STAGE in ("before", "beside"):
    INSTALLED_APPS += ["oauth2_provider"]
if STAGE in ("beside", "after"):
    import gatepost

    OWN = {"KEYS": ["test:" + "A" * 43], "public_url": "https://shop.example.org", "limits": {"enabled": False}}
    GATEPOST = OWN
    if (printed := Path(os.environ["DATABASE"]).with_name("printed.py")).is_file():  # by `migrate-from --settings`
        exec(printed.read_text())
        GATEPOST = {**GATEPOST, **OWN}
    gatepost.configure(globals())
