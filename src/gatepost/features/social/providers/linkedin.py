"""LinkedIn puts no nonce into its id_tokens, so its userinfo endpoint is used instead."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="LinkedIn",
    docs="https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2",
    authorize="https://www.linkedin.com/oauth/v2/authorization",
    exchange="https://www.linkedin.com/oauth/v2/accessToken",
    scopes=("openid", "profile", "email"),
    pkce=False,  # supported only for native apps, at other URLs; here, a code_verifier gets `invalid_client`
    asks=(Ask(name="user", url="https://api.linkedin.com/v2/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="user.email_verified",
    full_name="user.name",
    username="",
    picture="user.picture",
)
