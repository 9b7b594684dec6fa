import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "change me: this one is known to everybody"
DEBUG = True
INSTALLED_APPS = [
    "gatepost.admin.apps.GatepostAdminConfig",  # in the place of django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "gatepost",
    "posts",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gatepost.sessions.middleware.AuthenticationMiddleware",  # in the place of Django's
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
            ],
        },
    },
]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "static/"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGIN_REDIRECT_URL = "/api/v1/"

SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = [
    "gatepost.methods.password.hashing.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # what an older project hashed goes on working
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
GATEPOST = {
    # `gatepost keys generate` makes one; this one is known to everybody.
    "KEYS": [os.environ.get("GATEPOST_KEY", "blog:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")],
    "accounts": {"email_verification": "mandatory"},
    "outbox": {"delivery": "immediate"},  # a mail is on the console before the answer is out
    "passkey": {"enabled": False},
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "gatepost.integrations.drf.SessionAuthentication",
        "gatepost.dialects.authtoken.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
