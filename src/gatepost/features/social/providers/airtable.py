"""Airtable requires PKCE, and returns only an id and an address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Airtable",
    docs="https://airtable.com/developers/web/api/oauth-reference",
    authorize="https://airtable.com/oauth2/v1/authorize",
    exchange="https://airtable.com/oauth2/v1/token",
    scopes=("user.email:read",),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.airtable.com/v0/meta/whoami"),),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="",
    username="",
    picture="",
)
