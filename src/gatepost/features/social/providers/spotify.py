"""Spotify documents that its addresses are unverified."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Spotify",
    docs="https://developer.spotify.com/documentation/web-api/tutorials/code-flow",
    authorize="https://accounts.spotify.com/authorize",
    exchange="https://accounts.spotify.com/api/token",
    scopes=("user-read-email", "user-read-private"),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.spotify.com/v1/me"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.display_name",
    username="",
    picture="user.images.0.url",
)
