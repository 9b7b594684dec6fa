"""Epic Games provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Epic Games",
    docs="https://dev.epicgames.com/docs/web-api-ref/authentication",
    authorize="https://www.epicgames.com/id/authorize",
    exchange="https://api.epicgames.dev/epic/oauth/v2/token",
    scopes=("basic_profile",),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.epicgames.dev/epic/oauth/v2/userInfo"),),
    subject="user.sub",
    email="",
    email_verified="",
    full_name="",
    username="user.preferred_username",
    picture="",
)
