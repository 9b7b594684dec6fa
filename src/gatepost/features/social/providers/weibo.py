"""Weibo provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Weibo",
    docs="https://open.weibo.com/wiki/Oauth2/access_token",
    authorize="https://api.weibo.com/oauth2/authorize",
    exchange="https://api.weibo.com/oauth2/access_token",
    scopes=(),
    asks=(
        Ask(
            name="user",
            url="https://api.weibo.com/2/users/show.json",
            params={"uid": "{uid}", "access_token": "{access_token}"},
            login="none",
        ),
    ),
    subject="user.idstr",
    email="",
    email_verified="",
    full_name="user.screen_name",
    username="",
    picture="user.avatar_hd",
)
