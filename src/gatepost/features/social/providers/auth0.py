"""Auth0: the issuer ends with a slash, and the tenant's administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Auth0",
    docs="https://auth0.com/docs/authenticate/login/oidc-conformant-authentication",
    issuer="https://{domain}/",
    algorithms=("RS256", "PS256"),
    username="claims.nickname",
    options={"domain": ""},
)
