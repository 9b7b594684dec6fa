"""Keycloak: a realm of a self-hosted server, whose administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Keycloak",
    docs="https://www.keycloak.org/securing-apps/oidc-layers",
    issuer="{server}/realms/{realm}",
    algorithms=("RS256", "PS256", "ES256", "EdDSA", "RS384", "ES384", "RS512"),
    options={"server": "", "realm": ""},
)
