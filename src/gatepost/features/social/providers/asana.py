"""Asana: an organization's administrators can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Asana",
    docs="https://developers.asana.com/docs/oauth",
    authorize="https://app.asana.com/-/oauth_authorize",
    exchange="https://app.asana.com/-/oauth_token",
    scopes=("openid", "email", "profile"),
    asks=(Ask(name="user", url="https://app.asana.com/api/1.0/openid_connect/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="user.picture",
)
