"""X provides an address only to approved apps; none is requested."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="X",
    docs="https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code",
    authorize="https://x.com/i/oauth2/authorize",
    exchange="https://api.x.com/2/oauth2/token",
    scopes=("users.read", "tweet.read"),
    client_login="basic",
    asks=(Ask(name="user", url="https://api.x.com/2/users/me", params={"user.fields": "profile_image_url"}),),
    subject="user.data.id",
    email="",
    email_verified="",
    full_name="user.data.name",
    username="user.data.username",
    picture="user.data.profile_image_url",
)
