"""Apple: the client secret is a JWT signed with the developer's key, created for each request."""

from typing import Any

from gatepost.features.social.provider import Client, Provider
from gatepost.ground import clock
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwk import Key

SECRET_SECONDS = 300


def _secret(client: Client) -> str:
    """Source: Apple, "Creating a client secret"."""
    now = int(clock.unix())
    claims: dict[str, Any] = {
        "iss": client.options["team"],
        "iat": now,
        "exp": now + SECRET_SECONDS,
        "aud": "https://appleid.apple.com",
        "sub": client.id,
    }
    return jwt.sign(claims, Key.of_pem("ES256", client.secret.encode(), kid=client.options["key_id"]))


PROVIDER = Provider(
    name="Apple",
    docs="https://developer.apple.com/documentation/signinwithapplerestapi",
    issuer="https://appleid.apple.com",
    algorithms=("RS256",),
    scopes=("openid", "email", "name"),
    response_mode="form_post",
    make_secret=_secret,
    verified_as=(True, "true"),
    vouches=True,
    full_name="user.name",
    options={"team": "", "key_id": ""},
)
