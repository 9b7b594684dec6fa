"""Dex passes on the claims of other providers, which its operator chooses."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Dex",
    docs="https://dexidp.io/docs/configuration/oauth2/",
    issuer="{issuer}",
    algorithms=("RS256", "ES256"),
    options={"issuer": ""},
)
