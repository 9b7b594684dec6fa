"""PingOne: one environment; `region` is the top-level domain of the host."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="PingOne",
    docs="https://apidocs.pingidentity.com/pingone/auth/v1/api/#openid-connectoauth-2",
    issuer="https://auth.pingone.{region}/{environment}/as",
    algorithms=("RS256",),
    picture="",
    options={"region": "com", "environment": ""},
)
