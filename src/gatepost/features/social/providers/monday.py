"""monday.com, with a GraphQL API that takes the token without a scheme; administrators can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="monday.com",
    docs="https://developer.monday.com/apps/docs/oauth",
    authorize="https://auth.monday.com/oauth2/authorize",
    exchange="https://auth.monday.com/oauth2/token",
    scopes=("me:read",),
    asks=(
        Ask(
            name="user",
            verb="POST",
            url="https://api.monday.com/v2",
            headers={"Authorization": "{access_token}"},
            body={"query": "{ me { id name email photo_original } }"},
            login="none",
        ),
    ),
    subject="user.data.me.id",
    email="user.data.me.email",
    email_verified="",
    full_name="user.data.me.name",
    username="",
    picture="user.data.me.photo_original",
)
