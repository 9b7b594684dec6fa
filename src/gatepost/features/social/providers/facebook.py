"""Facebook: OAuth 2, without information on whether an address is verified."""

from gatepost.features.social.provider import Ask, Audience, Provider

GRAPH = "https://graph.facebook.com/v24.0"

PROVIDER = Provider(
    name="Facebook",
    docs="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
    authorize="https://www.facebook.com/v24.0/dialog/oauth",
    exchange=GRAPH + "/oauth/access_token",
    scopes=("email", "public_profile"),
    scope_separator=",",
    asks=(Ask(name="user", url=GRAPH + "/me", params={"fields": "id,name,email,picture.type(large)"}),),
    audience=Audience(
        ask=Ask(
            name="debug",
            url=GRAPH + "/debug_token",
            params={"input_token": "{access_token}", "access_token": "{client_id}|{client_secret}"},
            login="none",
        ),
        client_id="debug.data.app_id",
        valid="debug.data.is_valid",
        subject="debug.data.user_id",
    ),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="user.picture.data.url",
)
