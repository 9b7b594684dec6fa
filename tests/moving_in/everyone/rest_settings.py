"""A project with users in every state that moves from `PACKAGE`; after the move it has what `--settings` printed.

`STAGE` is `before` (the package alone), `beside` (both) or `after` (gatepost alone); `VARIANT` lists what else it has.
"""

import os
from datetime import timedelta
from pathlib import Path

from tests.moving_in import databases

STAGE, PACKAGE, VARIANT = os.environ["STAGE"], os.environ["PACKAGE"], os.environ.get("VARIANT", "").split()
OLD = STAGE in ("before", "beside")
FOLDER = Path(os.environ["DATABASE"]).parent
ISSUER = os.environ.get("ISSUER", "http://127.0.0.1:1")
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"}
LOGGING = {"version": 1, "handlers": {"null": {"class": "logging.NullHandler"}}, "root": {"handlers": ["null"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.everyone.rest_urls"
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2", "PBKDF2SHA1", "Scrypt", "Argon2")
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
KEYS = "rest_framework.authentication.TokenAuthentication"
SESSIONS = "rest_framework.authentication.SessionAuthentication"
CLASSES = [KEYS, SESSIONS]
SIMPLE_JWT = {"SIGNING_KEY": "signing-" * 8, "REFRESH_TOKEN_LIFETIME": timedelta(days=30)}
if "uuid" in VARIANT:
    AUTH_USER_MODEL = "people.Person"
    INSTALLED_APPS += ["tests.moving_in.social_auth_project.people"]
if "members" in VARIANT:
    AUTH_USER_MODEL = "members.Member"
    INSTALLED_APPS += ["tests.moving_in.everyone.members"]
    ACCOUNT_USER_MODEL_USERNAME_FIELD = None

if PACKAGE == "dj-rest-auth":
    ACCOUNT_LOGIN_METHODS = {"email"} if "members" in VARIANT else {"username", "email"}
    ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
    ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    ACCOUNT_RATE_LIMITS = False
    REST_AUTH = {"OLD_PASSWORD_FIELD_ENABLED": True}
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"provider_id": "company", "name": "Company", "client_id": "client", "secret": "oidc-secret",
                      "settings": {"server_url": ISSUER}}]
        },
        "github": {"APP": {"client_id": "hub", "secret": "hub-secret"}},
    }  # fmt: skip
    if "jwt" in VARIANT:
        REST_AUTH |= {
            "USE_JWT": True,
            "SESSION_LOGIN": False,
            "JWT_AUTH_COOKIE": "access",
            "JWT_AUTH_REFRESH_COOKIE": "refresh",
            "JWT_AUTH_REFRESH_COOKIE_PATH": "/auth/",
            "JWT_AUTH_SAMESITE": "Strict",
            "JWT_AUTH_SECURE": True,
            "TOKEN_MODEL": None,
        }
        CLASSES = ["dj_rest_auth.jwt_auth.JWTCookieAuthentication"]
        if "rotates" in VARIANT:
            SIMPLE_JWT |= {"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}
    else:
        del SIMPLE_JWT
    if OLD:
        INSTALLED_APPS += [
            "allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect",
            "allauth.socialaccount.providers.github", "dj_rest_auth", "dj_rest_auth.registration", "dj_rest_auth.mfa",
        ]  # fmt: skip
        MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
        AUTHENTICATION_BACKENDS += ["allauth.account.auth_backends.AuthenticationBackend"]
        if "jwt" in VARIANT:
            INSTALLED_APPS += ["rest_framework_simplejwt.token_blacklist"]
        else:
            INSTALLED_APPS += ["rest_framework.authtoken"]
elif PACKAGE == "djoser":
    DJOSER = {
        "SEND_ACTIVATION_EMAIL": True,
        "ACTIVATION_URL": "activate/{uid}/{token}",
        "CREATE_SESSION_ON_LOGIN": "members" in VARIANT,  # fails for security keys, if there are several backends
        "SOCIAL_AUTH_ALLOWED_REDIRECT_URIS": ["https://shop.example.org/done"],
        "WEBAUTHN": {"RP_ID": "localhost", "RP_NAME": "Shop", "ORIGIN": "http://localhost"},
    }
    CLASSES.append("rest_framework_simplejwt.authentication.JWTAuthentication")
    AUTHENTICATION_BACKENDS += ["social_core.backends.open_id_connect.OpenIdConnectAuth"]
    SOCIAL_AUTH_OIDC_KEY, SOCIAL_AUTH_OIDC_SECRET = "client", "secret-of-the-client"
    SOCIAL_AUTH_OIDC_OIDC_ENDPOINT, SOCIAL_AUTH_OIDC_USE_PKCE = ISSUER, True
    if "by-address" in VARIANT:
        DJOSER["LOGIN_FIELD"] = "email"
        AUTHENTICATION_BACKENDS[0] = "djoser.auth_backends.LoginFieldBackend"
    if OLD:
        INSTALLED_APPS += [
            "rest_framework.authtoken", "rest_framework_simplejwt.token_blacklist", "social_django", "djoser",
            "djoser.webauthn",
        ]  # fmt: skip
else:
    del SIMPLE_JWT
    if OLD:
        INSTALLED_APPS += ["rest_framework.authtoken"]

PRINTED = FOLDER / "printed.py"
if STAGE != "before":
    import gatepost

    os.environ.setdefault("GATEPOST_KEYS", "test:" + "A" * 43)
    os.environ.setdefault("SIMPLE_JWT_SIGNING_KEY", "signing-" * 8)
    for name in ("COMPANY", "OIDC", "GITHUB"):
        os.environ.setdefault(f"SOCIAL_{name}_SECRET", "secret-of-the-client")
    GATEPOST = {}
    if PRINTED.is_file():
        exec(PRINTED.read_text())
    GATEPOST["public_url"] = "http://localhost"
    GATEPOST["limits"] = {"enabled": False}
    GATEPOST["outbox"] = GATEPOST.get("outbox", {}) | {"delivery": "immediate", "loopback_links": True}
    if "social" in GATEPOST:
        GATEPOST["social"] |= {"allowed_hosts": (ISSUER.removeprefix("http://"),)}
    if PACKAGE == "djoser":
        GATEPOST["passkey"] = GATEPOST.get("passkey", {}) | {"rp_id": "localhost", "origins": ["http://localhost"]}
    if STAGE == "after":
        AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    gatepost.configure(globals())
    if STAGE == "beside":
        SESSION_ENGINE = "django.contrib.sessions.backends.db"
    else:
        OURS = "gatepost.dialects"
        CLASSES = [f"{OURS}.authtoken.authentication.TokenAuthentication", SESSIONS]
        if "jwt" in VARIANT:
            CLASSES = [f"{OURS}.rest_auth.authentication.JWTCookieAuthentication"]
        if PACKAGE == "djoser":
            CLASSES.append(f"{OURS}.simple_jwt.authentication.JWTAuthentication")
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": CLASSES}
