"""Intuit: its discovery document is not at the standard URL, so the endpoints are listed here."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Intuit",
    docs="https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/openid-connect",
    authorize="https://appcenter.intuit.com/connect/oauth2",
    exchange="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    scopes=("openid", "email", "profile"),
    client_login="basic",
    asks=(Ask(name="user", url="https://accounts.platform.intuit.com/v1/openid_connect/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="user.emailVerified",
    full_name="",
    username="",
    picture="",
)
