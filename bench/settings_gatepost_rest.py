"""gatepost beside REST framework and the same middlewares as the peers; `GATEPOST_ALGORITHM` signs."""

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
GATEPOST = {**GATEPOST, "tokens": {"algorithm": os.environ.get("GATEPOST_ALGORITHM", "ES256"), "access_seconds": 3600}}  # noqa: F405
