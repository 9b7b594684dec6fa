"""A project that moves: `STAGE` is `before` (allauth alone), `beside` (both installed) or `after` (gatepost alone)."""

import os

from tests.moving_in import databases

STAGE = os.environ["STAGE"]
SECRET_KEY = "project-" * 8
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.allauth_project.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

if STAGE in ("before", "beside"):
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.github",
        "allauth.socialaccount.providers.google",
        "allauth.socialaccount.providers.openid_connect",
        "allauth.socialaccount.providers.slack",
        "allauth.socialaccount.providers.twitter_oauth2",
        "allauth.socialaccount.providers.linkedin_oauth2",
        "allauth.mfa",
        "allauth.headless",
        "allauth.usersessions",
    ]
    MIDDLEWARE += [
        "allauth.account.middleware.AccountMiddleware",
        "allauth.usersessions.middleware.UserSessionsMiddleware",
    ]
    AUTHENTICATION_BACKENDS += ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "tests.moving_in.allauth_project.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_METHODS = {"email", "username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_RATE_LIMITS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[shop] "
MFA_ADAPTER = "tests.moving_in.allauth_project.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_REAUTHENTICATION_REQUIRED = False
HEADLESS_ONLY = True
HEADLESS_FRONTEND_URLS = {"account_confirm_email": "https://shop.example.org/verify/{key}"}
SOCIALACCOUNT_STORE_TOKENS = True
ISSUER = os.environ.get("ISSUER", "http://127.0.0.1:1")
SOCIALACCOUNT_PROVIDERS = {
    "github": {"APP": {"client_id": "hub", "secret": "hub-secret"}},
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "company",
                "name": "Company",
                "client_id": "client",
                "secret": "oidc-secret",
                "settings": {"server_url": ISSUER},
            }
        ]
    },
}

if STAGE in ("beside", "after"):
    INSTALLED_APPS += ["gatepost"]
    PASSWORD_HASHERS = ["gatepost.features.password.hashing.Argon2", *PASSWORD_HASHERS]
    GATEPOST = {
        "KEYS": ["test:" + "A" * 43],
        "public_url": "http://localhost",
        "accounts": {
            "email_verification": "mandatory",
            "login_methods": ("email", "username", "phone"),
            "refuse_unknown_fields": False,
        },
        "email": {"verification_by": "code"},
        "limits": {"enabled": False},
        "outbox": {"delivery": "immediate", "loopback_links": True},
        "social": {
            "allowed_hosts": (ISSUER.removeprefix("http://"),),
            "connections": {
                "company": {
                    "provider": "openid",
                    "client_id": "client",
                    "secret": "oidc-secret",
                    "options": {"issuer": ISSUER},
                    "keep_tokens": True,
                }
            },
        },
    }
if STAGE == "after":
    SESSION_ENGINE = os.environ.get("ENGINE", "gatepost.sessions.store")
    MIDDLEWARE[3] = "gatepost.sessions.middleware.AuthenticationMiddleware"
    AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
