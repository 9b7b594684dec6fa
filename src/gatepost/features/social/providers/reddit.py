"""Reddit provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Reddit",
    docs="https://github.com/reddit-archive/reddit/wiki/OAuth2",
    authorize="https://www.reddit.com/api/v1/authorize",
    exchange="https://www.reddit.com/api/v1/access_token",
    scopes=("identity",),
    client_login="basic",
    asks=(Ask(name="user", url="https://oauth.reddit.com/api/v1/me"),),
    subject="user.id",
    email="",
    email_verified="",
    full_name="",
    username="user.name",
    picture="",
)
