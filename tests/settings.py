"""Settings of the tests: the database and the user model come from the environment."""

import os
from typing import Any

DATABASE = os.environ.get("GATEPOST_TEST_DATABASE", "sqlite")
USER = os.environ.get("GATEPOST_TEST_USER", "plain")
NAME = os.environ.get("GATEPOST_TEST_DATABASE_NAME", "gatepost")
DATABASES: dict[str, Any] = {
    "default": {
        "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
        "postgresql": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": NAME,
            "USER": "postgres",
            "HOST": "127.0.0.1",
            "OPTIONS": {"options": "-c synchronous_commit=off"},  # no test restarts the server
        },
        "mariadb": {
            "ENGINE": "django.db.backends.mysql",
            "NAME": NAME,
            "USER": "root",
            "HOST": "127.0.0.1",
            "OPTIONS": {"charset": "utf8mb4"},
        },
    }[DATABASE]
}
SECRET_KEY = "only for tests"
USE_TZ = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "app.example.org", "api.example.org"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "gatepost.admin.apps.GatepostAdminConfig",
    "gatepost",
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "gatepost.dialects.authtoken.authentication.TokenAuthentication",
    ]
}
MIDDLEWARE = [
    "tests.description.DescriptionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gatepost.sessions.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = ["tests.hashers.CountingHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
GATEPOST = {
    "KEYS": ["t1:jrulDUjM5OgvzY5WkQIiihQ-Mvw-BBmsUaMoJJXldSI"],
    "limits": {"enabled": False},
    "outbox": {"delivery": "worker", "loopback_links": True},
}
if USER != "plain":
    INSTALLED_APPS.append(f"tests.projects.{USER}")
    AUTH_USER_MODEL = f"{USER}.User"
if USER == "email_only":
    # The tests of the native API speak of usernames, which lead to their users without a column too.
    GATEPOST["accounts"] = {
        "login_methods": ["email", "username"],
        "signup_fields": ["email*", "username*", "password*"],
    }
if USER == "routed":
    SECOND = {"sqlite": "file:users?mode=memory&cache=shared"}.get(DATABASE, f"{NAME}_users")
    DATABASES["users"] = DATABASES["default"] | {"NAME": SECOND}
    DATABASE_ROUTERS = ["tests.projects.routed.models.Router"]
