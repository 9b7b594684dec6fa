"""Miro provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Miro",
    docs="https://developers.miro.com/docs/getting-started-with-oauth",
    authorize="https://miro.com/oauth/authorize",
    exchange="https://api.miro.com/v1/oauth/token",
    scopes=(),
    asks=(Ask(name="user", url="https://api.miro.com/v1/oauth-token"),),
    subject="user.user.id",
    email="",
    email_verified="",
    full_name="user.user.name",
    username="",
    picture="",
)
