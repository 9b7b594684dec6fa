"""Mattermost, self-hosted; its administrators can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Mattermost",
    docs="https://developers.mattermost.com/integrate/apps/authentication/oauth2",
    authorize="{server}/oauth/authorize",
    exchange="{server}/oauth/access_token",
    scopes=(),
    asks=(Ask(name="user", url="{server}/api/v4/users/me"),),
    subject="user.id",
    email="user.email",
    email_verified="user.email_verified",
    full_name="user.nickname",
    username="user.username",
    picture="",
    options={"server": ""},
)
