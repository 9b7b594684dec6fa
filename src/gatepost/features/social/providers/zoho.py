"""Zoho: each data center has its own domain."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Zoho",
    docs="https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html",
    authorize="https://accounts.{domain}/oauth/v2/auth",
    exchange="https://accounts.{domain}/oauth/v2/token",
    scopes=("AaaServer.profile.READ",),
    scope_separator=",",
    asks=(Ask(name="user", url="https://accounts.{domain}/oauth/user/info"),),
    subject="user.ZUID",
    email="user.Email",
    email_verified="",
    full_name="user.Display_Name",
    username="",
    picture="",
    options={"domain": "zoho.com"},
)
