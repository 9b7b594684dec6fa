"""Gumroad."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Gumroad",
    docs="https://gumroad.com/api#api-authentication",
    authorize="https://gumroad.com/oauth/authorize",
    exchange="https://api.gumroad.com/oauth/token",
    scopes=("view_profile",),
    asks=(Ask(name="user", url="https://api.gumroad.com/v2/user"),),
    subject="user.user.user_id",
    email="user.user.email",
    email_verified="",
    full_name="user.user.name",
    username="",
    picture="",
)
