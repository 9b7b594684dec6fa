"""Sentry, at sentry.io or self-hosted; it returns the user together with the token."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Sentry",
    docs="https://docs.sentry.io/api/auth/",
    authorize="{server}/oauth/authorize/",
    exchange="{server}/oauth/token/",
    scopes=("openid", "profile", "email"),
    subject="token.user.id",
    email="token.user.email",
    email_verified="",
    full_name="token.user.name",
    username="",
    picture="",
    options={"server": "https://sentry.io"},
)
