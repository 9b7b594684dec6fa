"""Ory Network: each project is an issuer with its own host."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Ory",
    docs="https://www.ory.sh/docs/oauth2-oidc/overview/oidc-concepts",
    issuer="https://{project}.projects.oryapis.com",
    algorithms=("RS256", "ES256"),
    options={"project": ""},
)
