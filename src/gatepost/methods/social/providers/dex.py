"""Dex passes on what other providers say; whoever runs it decides which."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="Dex",
    docs="https://dexidp.io/docs/configuration/oauth2/",
    issuer="{issuer}",
    algorithms=("RS256", "ES256"),
    options={"issuer": ""},
)
