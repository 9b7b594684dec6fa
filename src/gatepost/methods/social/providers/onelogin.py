"""OneLogin: administrators of the organisation write addresses."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="OneLogin",
    docs="https://developers.onelogin.com/openid-connect",
    issuer="https://{subdomain}.onelogin.com/oidc/2",
    algorithms=("RS256",),
    options={"subdomain": ""},
)
