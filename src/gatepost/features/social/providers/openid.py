"""Any OpenID Connect issuer, by its URL. Its verified addresses are trusted unless the connection says otherwise."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="OpenID Connect",
    docs="https://openid.net/specs/openid-connect-core-1_0.html",
    issuer="{issuer}",
    algorithms=("RS256", "ES256", "PS256", "EdDSA", "ES384", "RS384", "RS512"),
    vouches=True,
    options={"issuer": ""},
)
