"""gatepost beside REST framework and the same middlewares as the peers; `ALGORITHM` in the environment signs."""

import os

from settings_gatepost import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "rest_framework",
    "gatepost",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
ROOT_URLCONF = "urls_gatepost_rest"
UNLIMITED = ("1000000/60",)
GATEPOST = {
    **GATEPOST,  # noqa: F405
    "accounts": {"email_verification": "none"},
    "limits": {"rates": dict.fromkeys(("login_network", "login_failed", "signup_network"), UNLIMITED)},
    "tokens": {
        "algorithm": os.environ.get("ALGORITHM", "HS256"),
        "hs256_secret": "a secret for HS256 that is long enough",
        "strategy": "jwt",
        "access_seconds": 3600,
    },
    "rest_auth": {"session_login": False},
}
