"""A project that moves: `STAGE` is `before` (authtoken alone), `beside` (both) or `after` (gatepost alone)."""

import os

from tests.moving_in import databases

STAGE = os.environ["STAGE"]
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.authtoken_project.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
TOKENS = "rest_framework.authentication.TokenAuthentication"
if STAGE in ("before", "beside"):
    INSTALLED_APPS += ["rest_framework.authtoken"]
if STAGE in ("beside", "after"):
    import gatepost

    TOKENS = "gatepost.dialects.authtoken.authentication.TokenAuthentication"
    GATEPOST = {
        "KEYS": ["test:" + "A" * 43],
        "public_url": "https://shop.example.org",
        "authtoken": {"one_per_user": True, "idle_seconds": None},
    }
    gatepost.configure(globals())
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [TOKENS]}
