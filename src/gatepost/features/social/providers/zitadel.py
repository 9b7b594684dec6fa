"""Zitadel."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Zitadel",
    docs="https://zitadel.com/docs/apis/openidoauth/endpoints",
    issuer="{server}",
    algorithms=("RS256", "ES256", "EdDSA", "RS384", "RS512", "ES384"),
    options={"server": ""},
)
