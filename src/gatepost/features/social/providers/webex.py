"""Webex lists addresses without saying whether they are verified."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Webex",
    docs="https://developer.webex.com/docs/integrations",
    authorize="https://webexapis.com/v1/authorize",
    exchange="https://webexapis.com/v1/access_token",
    scopes=("spark:people_read",),
    asks=(Ask(name="user", url="https://webexapis.com/v1/people/me"),),
    subject="user.id",
    email="user.emails.0",
    email_verified="",
    full_name="user.displayName",
    username="user.nickName",
    picture="user.avatar",
)
