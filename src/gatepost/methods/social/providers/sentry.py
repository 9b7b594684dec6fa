"""Sentry tells the user with the token."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="Sentry",
    docs="https://docs.sentry.io/api/auth/",
    authorize="https://sentry.io/oauth/authorize/",
    exchange="https://sentry.io/oauth/token/",
    scopes=("openid", "profile", "email"),
    subject="token.user.id",
    email="token.user.email",
    email_verified="",
    full_name="token.user.name",
    username="",
    picture="",
)
