"""WordPress.com."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="WordPress.com",
    docs="https://developer.wordpress.com/docs/oauth2/",
    authorize="https://public-api.wordpress.com/oauth2/authorize",
    exchange="https://public-api.wordpress.com/oauth2/token",
    scopes=("auth",),
    asks=(Ask(name="user", url="https://public-api.wordpress.com/rest/v1.1/me"),),
    audience=Audience(
        ask=Ask(
            name="tokeninfo",
            url="https://public-api.wordpress.com/oauth2/token-info",
            params={"client_id": "{client_id}", "token": "{access_token}"},
            login="none",
        ),
        client_id="tokeninfo.client_id",
        subject="tokeninfo.user_id",
    ),
    subject="user.ID",
    email="user.email",
    email_verified="user.email_verified",
    full_name="user.display_name",
    username="user.username",
    picture="user.avatar_URL",
)
