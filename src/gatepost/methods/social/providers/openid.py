"""Any issuer of OpenID Connect, by its address. Whoever sets it up trusts its word on addresses, or says not to."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="OpenID Connect",
    docs="https://openid.net/specs/openid-connect-core-1_0.html",
    issuer="{issuer}",
    algorithms=("RS256", "ES256", "PS256", "EdDSA", "ES384", "RS384", "RS512"),
    vouches=True,
    options={"issuer": ""},
)
