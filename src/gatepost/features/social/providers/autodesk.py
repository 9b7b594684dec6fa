"""Autodesk."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Autodesk",
    docs="https://aps.autodesk.com/en/docs/oauth/v2/reference/http/authorize-GET/",
    authorize="https://developer.api.autodesk.com/authentication/v2/authorize",
    exchange="https://developer.api.autodesk.com/authentication/v2/token",
    scopes=("user-profile:read",),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.userprofile.autodesk.com/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="user.email_verified",
    full_name="user.name",
    username="user.preferred_username",
    picture="user.picture",
)
