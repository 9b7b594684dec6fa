"""Bitbucket lists addresses at a separate endpoint."""

from gatepost.features.social.provider import Addresses, Ask, Provider

PROVIDER = Provider(
    name="Bitbucket",
    docs="https://developer.atlassian.com/cloud/bitbucket/oauth-2/",
    authorize="https://bitbucket.org/site/oauth2/authorize",
    exchange="https://bitbucket.org/site/oauth2/access_token",
    scopes=("account", "email"),
    client_login="basic",
    asks=(
        Ask(name="user", url="https://api.bitbucket.org/2.0/user"),
        Ask(name="emails", url="https://api.bitbucket.org/2.0/user/emails"),
    ),
    subject="user.uuid",
    emails=Addresses(path="emails.values", verified="is_confirmed", primary="is_primary"),
    full_name="user.display_name",
    username="user.username",
    picture="user.links.avatar.href",
)
