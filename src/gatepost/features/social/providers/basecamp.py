"""Basecamp and the other applications of 37signals."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Basecamp",
    docs="https://github.com/basecamp/api/blob/master/sections/authentication.md",
    authorize="https://launchpad.37signals.com/authorization/new",
    exchange="https://launchpad.37signals.com/authorization/token?type=web_server",
    scopes=(),
    params={"type": "web_server"},
    asks=(Ask(name="user", url="https://launchpad.37signals.com/authorization.json"),),
    subject="user.identity.id",
    email="user.identity.email_address",
    email_verified="",
    full_name="",
    username="",
    picture="",
)
