"""ClickUp."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="ClickUp",
    docs="https://developer.clickup.com/docs/authentication",
    authorize="https://app.clickup.com/api",
    exchange="https://api.clickup.com/api/v2/oauth/token",
    scopes=(),
    asks=(Ask(name="user", url="https://api.clickup.com/api/v2/user"),),
    subject="user.user.id",
    email="user.user.email",
    email_verified="",
    full_name="user.user.username",
    username="",
    picture="user.user.profilePicture",
)
