"""Battle.net returns an id and a BattleTag, but no address; China has a separate service."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Battle.net",
    docs="https://community.developer.battle.net/documentation/guides/using-oauth/authorization-code-flow",
    authorize="https://oauth.battle.net/authorize",
    exchange="https://oauth.battle.net/token",
    scopes=("openid",),
    client_login="basic",
    asks=(Ask(name="user", url="https://oauth.battle.net/userinfo"),),
    subject="user.id",
    email="",
    email_verified="",
    full_name="",
    username="user.battletag",
    picture="",
)
