"""Django's own login and sessions, beside the same middlewares."""

from settings_gatepost import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [  # noqa: F405
    one.replace("gatepost.sessions.middleware", "django.contrib.auth.middleware")
    for one in MIDDLEWARE  # noqa: F405
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "urls_django"
del GATEPOST  # noqa: F821
