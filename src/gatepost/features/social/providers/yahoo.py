"""Yahoo signs with ES256."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Yahoo",
    docs="https://developer.yahoo.com/sign-in-with-yahoo/",
    issuer="https://api.login.yahoo.com",
    algorithms=("ES256", "RS256"),
    client_login="basic",
    username="claims.nickname",
)
