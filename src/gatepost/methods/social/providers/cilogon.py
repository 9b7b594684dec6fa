"""CILogon: a federation of universities; it tells the address that the home organisation wrote."""

from gatepost.methods.social.provider import Provider

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
