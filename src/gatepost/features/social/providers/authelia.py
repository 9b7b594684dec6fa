"""Authelia: names and addresses come from the userinfo endpoint."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Authelia",
    docs="https://www.authelia.com/integration/openid-connect/introduction/",
    issuer="{server}",
    algorithms=("RS256", "ES256", "PS256"),
    options={"server": ""},
)
