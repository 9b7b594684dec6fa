"""Strava provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Strava",
    docs="https://developers.strava.com/docs/authentication/",
    authorize="https://www.strava.com/oauth/authorize",
    exchange="https://www.strava.com/oauth/token",
    scopes=("read",),
    scope_separator=",",
    asks=(Ask(name="user", url="https://www.strava.com/api/v3/athlete"),),
    subject="user.id",
    email="",
    email_verified="",
    full_name="",
    username="user.username",
    picture="user.profile",
)
