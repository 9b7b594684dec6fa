"""Box: the address is called `login`, and administrators can set it."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Box",
    docs="https://developer.box.com/guides/authentication/oauth2/",
    authorize="https://account.box.com/api/oauth2/authorize",
    exchange="https://api.box.com/oauth2/token",
    scopes=(),
    asks=(Ask(name="user", url="https://api.box.com/2.0/users/me"),),
    subject="user.id",
    email="user.login",
    email_verified="",
    full_name="user.name",
    username="",
    picture="user.avatar_url",
)
