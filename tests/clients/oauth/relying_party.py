"""A Django project whose users log in elsewhere, by three packages for that; the environment says where."""

import os
import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line

ISSUER, PORT, DATABASE = os.environ["ISSUER"], os.environ["PORT"], os.environ["DATABASE"]
CLIENT_ID, SECRET = "judge", os.environ["SECRET"]

settings.configure(
    DEBUG=True,
    SECRET_KEY="of a project that lives for a test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="relying_party_urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "mozilla_django_oidc",
        "social_django",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    AUTHENTICATION_BACKENDS=[
        "social_core.backends.open_id_connect.OpenIdConnectAuth",
        "allauth.account.auth_backends.AuthenticationBackend",
        # Last, since it takes any request with a code in its query for one of its own.
        "mozilla_django_oidc.auth.OIDCAuthenticationBackend",
    ],
    LOGIN_REDIRECT_URL="/me",
    # mozilla-django-oidc
    OIDC_RP_CLIENT_ID=CLIENT_ID,
    OIDC_RP_CLIENT_SECRET=SECRET,
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_RP_SCOPES="openid email",
    OIDC_USE_PKCE=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{ISSUER}/oauth/authorize",
    OIDC_OP_TOKEN_ENDPOINT=f"{ISSUER}/oauth/token",
    OIDC_OP_USER_ENDPOINT=f"{ISSUER}/oauth/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{ISSUER}/.well-known/jwks.json",
    # social-auth-core
    SOCIAL_AUTH_OIDC_OIDC_ENDPOINT=ISSUER,
    SOCIAL_AUTH_OIDC_KEY=CLIENT_ID,
    SOCIAL_AUTH_OIDC_SECRET=SECRET,
    SOCIAL_AUTH_OIDC_USE_PKCE=True,
    # django-allauth
    SOCIALACCOUNT_EMAIL_AUTHENTICATION=True,
    ACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_PROVIDERS={
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "gatepost",
                    "name": "gatepost",
                    "client_id": CLIENT_ID,
                    "secret": SECRET,
                    "settings": {"server_url": ISSUER, "token_auth_method": "client_secret_basic"},
                }
            ],
        }
    },
)
django.setup()
execute_from_command_line(["manage.py", "migrate", "-v", "0"])
execute_from_command_line(["manage.py", "runserver", "--noreload", f"127.0.0.1:{PORT}", *sys.argv[1:]])
