"""A project that moves: `STAGE` is `before` (social-auth alone), `beside` (both) or `after` (gatepost alone)."""

import os

from tests.moving_in import databases

STAGE = os.environ["STAGE"]
ISSUER = os.environ.get("ISSUER", "http://127.0.0.1:1")
SECRET_KEY = "project-" * 8
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
USE_TZ = True
DATABASES = databases.of(os.environ["DATABASE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.moving_in.social_auth_project.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AUTH_USER_MODEL = "people.Person"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "tests.moving_in.social_auth_project.people",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = [
    *(f"social_core.backends.{name}" for name in (
        "apple.AppleIdAuth", "auth0.Auth0OAuth2", "azuread.AzureADOAuth2", "discord.DiscordOAuth2",
        "facebook.FacebookOAuth2", "github.GithubOAuth2", "github.GithubOrganizationOAuth2", "gitlab.GitLabOAuth2",
        "google.GoogleOAuth2", "google_openidconnect.GoogleOpenIdConnect", "keycloak.KeycloakOAuth2",
        "linkedin.LinkedinOpenIdConnect", "okta_openidconnect.OktaOpenIdConnect", "open_id_connect.OpenIdConnectAuth",
        "slack.SlackOAuth2", "steam.SteamOpenId", "twitter_oauth2.TwitterOAuth2",
    )),
    "django.contrib.auth.backends.ModelBackend",
]  # fmt: skip
SOCIAL_AUTH_APPLE_ID_CLIENT = "org.example.web"
SOCIAL_AUTH_APPLE_ID_AUDIENCE = ["org.example.web", "org.example.ios"]
SOCIAL_AUTH_APPLE_ID_TEAM = "TEAM123456"
SOCIAL_AUTH_APPLE_ID_KEY = "KEY1234567"
SOCIAL_AUTH_APPLE_ID_SECRET = "apple-secret"
SOCIAL_AUTH_AUTH0_DOMAIN = "example.eu.auth0.com"
SOCIAL_AUTH_GITHUB_KEY = "hub"
SOCIAL_AUTH_GITHUB_SECRET = "hub-secret"
SOCIAL_AUTH_GITHUB_SCOPE = ["user:email", "repo"]
SOCIAL_AUTH_GITHUB_ORG_NAME = "example"
SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = "client"
SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET = "google-secret"
SOCIAL_AUTH_GOOGLE_OAUTH2_AUTH_EXTRA_ARGUMENTS = {"access_type": "offline", "state": "mine"}
SOCIAL_AUTH_GOOGLE_OAUTH2_WHITELISTED_DOMAINS = ["example.org"]
SOCIAL_AUTH_GOOGLE_OPENIDCONNECT_EXTRA_DATA = ["id_token"]
SOCIAL_AUTH_KEYCLOAK_AUTHORIZATION_URL = "https://sso.example.org/auth/realms/shop/protocol/openid-connect/auth"
SOCIAL_AUTH_OIDC_KEY = "client"
SOCIAL_AUTH_OIDC_SECRET = "oidc-secret"
SOCIAL_AUTH_OIDC_OIDC_ENDPOINT = ISSUER
SOCIAL_AUTH_OKTA_OPENIDCONNECT_API_URL = "https://example.okta.com/oauth2"
SOCIAL_AUTH_SLACK_TEAM = "T12345678"
SOCIAL_AUTH_LOGIN_ERROR_URL = "/failed/"
SOCIAL_AUTH_PIPELINE = [
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "social_core.pipeline.social_auth.social_user",
    "social_core.pipeline.user.get_username",
    "social_core.pipeline.social_auth.associate_by_email",
    "social_core.pipeline.user.create_user",
    "social_core.pipeline.social_auth.associate_user",
    "social_core.pipeline.social_auth.load_extra_data",
    "social_core.pipeline.user.user_details",
    "tests.moving_in.social_auth_project.pipeline.greet",
]
if STAGE in ("before", "beside"):
    INSTALLED_APPS += ["social_django"]
if STAGE in ("beside", "after"):
    INSTALLED_APPS += ["gatepost"]
    PASSWORD_HASHERS = ["gatepost.features.password.hashing.Argon2", *PASSWORD_HASHERS]
    GATEPOST = {
        "KEYS": ["test:" + "A" * 43],
        "public_url": "http://localhost",
        "limits": {"enabled": False},
        "social": {
            "allowed_hosts": (ISSUER.removeprefix("http://"),),
            "pipeline": {"known": "gatepost.moving_in.social_auth.known.by_address"},
            "connections": {
                "google-oauth2": {"provider": "google", "client_id": "client", "secret": "google-secret"},
                "oidc": {"provider": "openid", "client_id": "client", "secret": "s", "options": {"issuer": ISSUER}},
            },
        },
    }
if STAGE == "after":
    SESSION_ENGINE = "gatepost.sessions.store"
    MIDDLEWARE[3] = "gatepost.sessions.middleware.AuthenticationMiddleware"
    AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
