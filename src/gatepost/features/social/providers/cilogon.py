"""CILogon, a federation of universities; addresses are set by the home organization."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="CILogon",
    docs="https://www.cilogon.org/oidc",
    issuer="https://cilogon.org",
    algorithms=("RS256",),
    scopes=("openid", "email", "profile", "org.cilogon.userinfo"),
    email_verified="",
    username="",
    picture="",
)
