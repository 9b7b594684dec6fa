"""OneLogin: the organization's administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="OneLogin",
    docs="https://developers.onelogin.com/openid-connect",
    issuer="https://{subdomain}.onelogin.com/oidc/2",
    algorithms=("RS256",),
    options={"subdomain": ""},
)
