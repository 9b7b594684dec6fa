"""Google."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="Google",
    docs="https://developers.google.com/identity/openid-connect/openid-connect",
    issuer="https://accounts.google.com",
    other_issuers=("accounts.google.com",),
    algorithms=("RS256",),
    audience=Audience(
        ask=Ask(
            name="tokeninfo",
            url="https://oauth2.googleapis.com/tokeninfo",
            params={"access_token": "{access_token}"},
            login="none",
        ),
        client_id="tokeninfo.aud",
        subject="tokeninfo.sub",
    ),
    vouches=True,
)
