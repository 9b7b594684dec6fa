"""DeviantArt provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="DeviantArt",
    docs="https://www.deviantart.com/developers/authentication",
    authorize="https://www.deviantart.com/oauth2/authorize",
    exchange="https://www.deviantart.com/oauth2/token",
    scopes=("user",),
    asks=(Ask(name="user", url="https://www.deviantart.com/api/v1/oauth2/user/whoami"),),
    subject="user.userid",
    email="",
    email_verified="",
    full_name="",
    username="user.username",
    picture="user.usericon",
)
