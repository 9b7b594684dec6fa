"""Unsplash."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Unsplash",
    docs="https://unsplash.com/documentation/user-authentication-workflow",
    authorize="https://unsplash.com/oauth/authorize",
    exchange="https://unsplash.com/oauth/token",
    scopes=("public", "read_user"),
    asks=(Ask(name="user", url="https://api.unsplash.com/me"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="user.username",
    picture="user.profile_image.large",
)
