"""Pipedrive: administrators of a company write addresses."""

from gatepost.methods.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Pipedrive",
    docs="https://pipedrive.readme.io/docs/marketplace-oauth-authorization",
    authorize="https://oauth.pipedrive.com/oauth/authorize",
    exchange="https://oauth.pipedrive.com/oauth/token",
    scopes=(),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.pipedrive.com/v1/users/me"),),
    subject="user.data.id",
    email="user.data.email",
    email_verified="",
    full_name="user.data.name",
    username="",
    picture="user.data.icon_url",
)
