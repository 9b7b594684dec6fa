"""A project that moves from `PACKAGE`; `STAGE` is `before` (it alone), `beside` (both) or `after` (gatepost alone)."""

import os

from tests.moving_in import databases

STAGE, PACKAGE = os.environ["STAGE"], os.environ["PACKAGE"]
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.rest_project.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TOKENS = ["rest_framework.authentication.TokenAuthentication", "rest_framework.authentication.SessionAuthentication"]
REST_AUTH = {
    "JWT_AUTH_COOKIE": "access",
    "JWT_AUTH_SAMESITE": "strict",
    "OLD_PASSWORD_FIELD_ENABLED": True,
    "LOGIN_SERIALIZER": "tests.moving_in.rest_project.forms.LoginForm",
    "REGISTER_PERMISSION_CLASSES": ("rest_framework.permissions.IsAdminUser",),
}
DJOSER = {
    "SEND_ACTIVATION_EMAIL": True,
    "ACTIVATION_URL": "activate/{uid}/{token}",
    "EMAIL_FRONTEND_DOMAIN": "app.example.org",
    "PASSWORD_CHANGED_EMAIL_CONFIRMATION": True,
    "PERMISSIONS": {
        "user_list": ["rest_framework.permissions.IsAdminUser"],
        "user": ["djoser.permissions.CurrentUserOrAdmin"],
    },
    "SERIALIZERS": {"user": "tests.moving_in.rest_project.forms.LoginForm"},
}
if PACKAGE == "dj-rest-auth":
    del DJOSER
else:
    del REST_AUTH
if STAGE in ("before", "beside"):
    INSTALLED_APPS += ["rest_framework.authtoken"]
    INSTALLED_APPS += (
        ["allauth", "allauth.account", "dj_rest_auth", "dj_rest_auth.mfa"]
        if PACKAGE == "dj-rest-auth"
        else ["djoser", "djoser.webauthn"]
    )
    if PACKAGE == "dj-rest-auth":
        MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")
        AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_LOGOUT_ON_GET = True
if STAGE == "before" and PACKAGE == "dj-rest-auth":
    REST_AUTH = {}  # its own serializers make the rows
if STAGE == "before" and PACKAGE == "djoser":
    DJOSER = {
        "SEND_ACTIVATION_EMAIL": True,
        "ACTIVATION_URL": "activate/{uid}/{token}",
        "CREATE_SESSION_ON_LOGIN": True,
        "WEBAUTHN": {"RP_ID": "localhost", "RP_NAME": "Shop", "ORIGIN": "http://localhost"},
    }
if STAGE in ("beside", "after"):
    import gatepost

    GATEPOST = {
        "KEYS": ["test:" + "A" * 43],
        "public_url": "https://shop.example.org",
        "limits": {"enabled": False},
        "outbox": {"delivery": "immediate"},
        "authtoken": {"one_per_user": True, "idle_seconds": None},
        "rest_auth": {"one_token_per_user": True, "token_idle_seconds": None, "login_methods": ["username", "email"]},
        "djoser": {
            "send_activation_email": True,
            "activation_url": "https://app.example.org/activate/{uid}/{token}",
            "one_token_per_user": True,
            "token_idle_seconds": None,
        },
        "simple_jwt": {"take_over": True, "signing_key": SECRET_KEY},
    }
    if PACKAGE == "djoser":
        GATEPOST["passkey"] = {"rp_id": "localhost", "origins": ["http://localhost"], "named_login": True}
    gatepost.configure(globals())
    if STAGE == "beside":
        SESSION_ENGINE = "django.contrib.sessions.backends.db"
    else:
        TOKENS = [
            "gatepost.dialects.authtoken.authentication.TokenAuthentication",
            "rest_framework.authentication.SessionAuthentication",
        ]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": TOKENS}
