"""Figma."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Figma",
    docs="https://developers.figma.com/docs/rest-api/authentication/",
    authorize="https://www.figma.com/oauth",
    exchange="https://api.figma.com/v1/oauth/token",
    scopes=("current_user:read",),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.figma.com/v1/me"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.handle",
    username="",
    picture="user.img_url",
)
