"""Casdoor, self-hosted."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Casdoor",
    docs="https://casdoor.org/docs/how-to-connect/oidc-client/",
    issuer="{server}",
    algorithms=("RS256", "ES256", "RS512"),
    options={"server": ""},
)
