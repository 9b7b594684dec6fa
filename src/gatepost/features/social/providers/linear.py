"""Linear, with a GraphQL API."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Linear",
    docs="https://linear.app/developers/oauth-2-0-authentication",
    authorize="https://linear.app/oauth/authorize",
    exchange="https://api.linear.app/oauth/token",
    scopes=("read",),
    scope_separator=",",
    asks=(
        Ask(
            name="user",
            verb="POST",
            url="https://api.linear.app/graphql",
            body={"query": "{ viewer { id name displayName email avatarUrl } }"},
        ),
    ),
    subject="user.data.viewer.id",
    email="user.data.viewer.email",
    email_verified="",
    full_name="user.data.viewer.name",
    username="user.data.viewer.displayName",
    picture="user.data.viewer.avatarUrl",
)
