"""Refresh tokens in the form of the headless specification: a JWT around the `jti` that the family stores.

Only this server reads them, so they are signed with its own secret, independent of the keys of access tokens. Whether a
token is still valid is decided by its family.
"""

from gatepost.ground import keyring
from gatepost.tokens.refresh import family_queries
from gatepost.tokens.refresh.families import Generation
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwk import Key
from gatepost.tokens.signed.jwt import BadToken, Policy

KIND = "headless"
"""The kind of their families."""
USE = "refresh"
CLAIMS = ("exp", "iat", "jti", "sid", "sub", "token_use")


def _keys() -> list[Key]:
    return [Key.of_secret(text.encode()) for text in keyring.digests("headless-refresh", "HS256")]


def text(generation: Generation) -> str:
    """A family's current token; the same text for all concurrent requests."""
    family = generation.family
    claims = {
        "exp": int(generation.expires_at.timestamp()),
        "iat": int((family.rotated_at or family.created_at).timestamp()),
        "jti": generation.text,
        "sid": family_queries.session_number(family),
        "sub": str(family.user.pk),
        "token_use": USE,
    }
    return jwt.sign(claims, _keys()[0])


def read(token: str) -> str:
    """The `jti` of an unexpired token signed by this server; empty for any other text."""
    for key in _keys():
        try:
            values = jwt.verify(token, Policy(keys=jwt.only(key), types=("jwt",), required=CLAIMS)).values
        except BadToken:
            continue
        return str(values["jti"]) if values["token_use"] == USE else ""
    return ""
