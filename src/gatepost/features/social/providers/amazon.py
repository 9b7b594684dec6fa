"""Login with Amazon."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="Amazon",
    docs="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html",
    authorize="https://www.amazon.com/ap/oa",
    exchange="https://api.amazon.com/auth/o2/token",
    scopes=("profile",),
    asks=(Ask(name="user", url="https://api.amazon.com/user/profile"),),
    audience=Audience(
        ask=Ask(
            name="tokeninfo",
            url="https://api.amazon.com/auth/o2/tokeninfo",
            params={"access_token": "{access_token}"},
            login="none",
        ),
        client_id="tokeninfo.aud",
        subject="tokeninfo.user_id",
    ),
    subject="user.user_id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="",
)
