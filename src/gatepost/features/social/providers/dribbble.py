"""Dribbble provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Dribbble",
    docs="https://developer.dribbble.com/v2/oauth/",
    authorize="https://dribbble.com/oauth/authorize",
    exchange="https://dribbble.com/oauth/token",
    scopes=("public",),
    asks=(Ask(name="user", url="https://api.dribbble.com/v2/user"),),
    subject="user.id",
    email="",
    email_verified="",
    full_name="user.name",
    username="user.login",
    picture="user.avatar_url",
)
