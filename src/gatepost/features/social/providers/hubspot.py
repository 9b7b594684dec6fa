"""HubSpot: the user is read from information about the access token."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="HubSpot",
    docs="https://developers.hubspot.com/docs/guides/apps/authentication/working-with-oauth",
    authorize="https://app.hubspot.com/oauth/authorize",
    exchange="https://api.hubapi.com/oauth/v1/token",
    scopes=("oauth",),
    asks=(Ask(name="user", url="https://api.hubapi.com/oauth/v1/access-tokens/{access_token}", login="none"),),
    subject="user.user_id",
    email="user.user",
    email_verified="",
    full_name="",
    username="",
    picture="",
)
