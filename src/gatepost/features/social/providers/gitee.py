"""Gitee."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Gitee",
    docs="https://gitee.com/api/v5/oauth_doc",
    authorize="https://gitee.com/oauth/authorize",
    exchange="https://gitee.com/oauth/token",
    scopes=("user_info",),
    asks=(Ask(name="user", url="https://gitee.com/api/v5/user"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="user.login",
    picture="user.avatar_url",
)
