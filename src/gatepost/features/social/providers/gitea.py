"""Gitea, at gitea.com or self-hosted; administrators of a server can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Gitea",
    docs="https://docs.gitea.com/development/oauth2-provider",
    authorize="{server}/login/oauth/authorize",
    exchange="{server}/login/oauth/access_token",
    scopes=("openid", "profile", "email"),
    asks=(Ask(name="user", url="{server}/login/oauth/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="user.preferred_username",
    picture="user.picture",
    options={"server": "https://gitea.com"},
)
