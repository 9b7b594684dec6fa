"""Netlify."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Netlify",
    docs="https://docs.netlify.com/api/get-started/#authentication",
    authorize="https://app.netlify.com/authorize",
    exchange="https://api.netlify.com/oauth/token",
    scopes=(),
    asks=(Ask(name="user", url="https://api.netlify.com/api/v1/user"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.full_name",
    username="",
    picture="user.avatar_url",
)
