"""Calendly identifies a user by a URL of its API."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Calendly",
    docs="https://developer.calendly.com/create-a-developer-account",
    authorize="https://auth.calendly.com/oauth/authorize",
    exchange="https://auth.calendly.com/oauth/token",
    scopes=(),
    asks=(Ask(name="user", url="https://api.calendly.com/users/me"),),
    subject="user.resource.uri",
    email="user.resource.email",
    email_verified="",
    full_name="user.resource.name",
    username="user.resource.slug",
    picture="user.resource.avatar_url",
)
