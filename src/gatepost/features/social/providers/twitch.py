"""Twitch includes claims in an id_token only if each is requested."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="Twitch",
    docs="https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/",
    issuer="https://id.twitch.tv/oauth2",
    algorithms=("RS256",),
    scopes=("openid", "user:read:email"),
    params={"claims": '{"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}'},
    audience=Audience(
        ask=Ask(
            name="validate",
            url="https://id.twitch.tv/oauth2/validate",
            headers={"Authorization": "OAuth {access_token}"},
            login="none",
        ),
        client_id="validate.client_id",
        subject="validate.user_id",
    ),
    vouches=True,
    full_name="claims.preferred_username",
)
