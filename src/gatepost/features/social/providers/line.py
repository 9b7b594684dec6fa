"""LINE signs its id_tokens with the client secret, so its profile endpoint is used; it has no address."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="LINE",
    docs="https://developers.line.biz/en/docs/line-login/integrate-line-login/",
    authorize="https://access.line.me/oauth2/v2.1/authorize",
    exchange="https://api.line.me/oauth2/v2.1/token",
    scopes=("profile",),
    asks=(Ask(name="user", url="https://api.line.me/v2/profile"),),
    audience=Audience(
        ask=Ask(
            name="verify",
            url="https://api.line.me/oauth2/v2.1/verify",
            params={"access_token": "{access_token}"},
            login="none",
        ),
        client_id="verify.client_id",
    ),
    subject="user.userId",
    email="",
    email_verified="",
    full_name="user.displayName",
    username="",
    picture="user.pictureUrl",
)
