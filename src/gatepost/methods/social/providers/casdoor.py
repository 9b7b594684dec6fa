"""Casdoor, on a server of one's own."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="Casdoor",
    docs="https://casdoor.org/docs/how-to-connect/oidc-client/",
    issuer="{server}",
    algorithms=("RS256", "ES256", "RS512"),
    options={"server": ""},
)
