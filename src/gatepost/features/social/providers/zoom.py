"""Zoom: scopes are chosen when registering the app; administrators can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Zoom",
    docs="https://developers.zoom.us/docs/integrations/oauth/",
    authorize="https://zoom.us/oauth/authorize",
    exchange="https://zoom.us/oauth/token",
    scopes=(),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.zoom.us/v2/users/me"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.display_name",
    username="",
    picture="user.pic_url",
)
