"""Vimeo identifies a user by a path, and provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Vimeo",
    docs="https://developer.vimeo.com/api/authentication",
    authorize="https://api.vimeo.com/oauth/authorize",
    exchange="https://api.vimeo.com/oauth/access_token",
    scopes=("public",),
    client_login="basic",
    asks=(
        Ask(
            name="user",
            url="https://api.vimeo.com/me",
            headers={"Accept": "application/vnd.vimeo.user+json;version=3.4"},
        ),
    ),
    subject="user.uri",
    email="",
    email_verified="",
    full_name="user.name",
    username="",
    picture="user.pictures.base_link",
)
