"""django-oauth-toolkit as an OpenID provider, as its documentation sets it up; RSA_KEY in the environment signs."""

import os

from settings_rest import *  # noqa: F403

SECRET_KEY = "bench, long enough for an HMAC key of 32 bytes"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "oauth2_provider",
]
MIDDLEWARE = [one for one in MIDDLEWARE if "allauth" not in one]  # noqa: F405
ROOT_URLCONF = "urls_toolkit"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": os.environ["RSA_KEY"],
    "SCOPES": {"openid": "OpenID", "read": "Read", "introspection": "Introspect"},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
}
