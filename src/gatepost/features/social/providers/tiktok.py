"""TikTok calls the client id `client_key`, and provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="TikTok",
    docs="https://developers.tiktok.com/doc/login-kit-web",
    authorize="https://www.tiktok.com/v2/auth/authorize/",
    exchange="https://open.tiktokapis.com/v2/oauth/token/",
    scopes=("user.info.basic",),
    scope_separator=",",
    pkce=False,  # its challenge is the verifier's SHA-256 in hexadecimal, which is not RFC 7636
    renamed={"client_id": "client_key"},
    asks=(
        Ask(
            name="user",
            url="https://open.tiktokapis.com/v2/user/info/",
            params={"fields": "open_id,avatar_url,display_name"},
        ),
    ),
    subject="user.data.user.open_id",
    email="",
    email_verified="",
    full_name="user.data.user.display_name",
    username="",
    picture="user.data.user.avatar_url",
)
