"""Logto signs with ES384."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Logto",
    docs="https://docs.logto.io/quick-starts/traditional",
    issuer="{server}/oidc",
    algorithms=("ES384", "RS256"),
    username="claims.username",
    options={"server": ""},
)
