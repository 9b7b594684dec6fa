"""DPoP: with each request a client proves that it holds the private key to which its tokens are bound.

A proof is a JWT for one request, signed with a key whose public half is in its header. `verify` checks everything but
whether the proof was used before, which `is_first_use` decides.
Source: RFC 9449, sections 4.2, 4.3, 8 and 11.1; RFC 7638 for thumbprints.
"""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from gatepost.ground import clock, keyring
from gatepost.ground import secrets as one_time
from gatepost.ground.secrets import Purpose
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwk import PRIVATE_MEMBERS, BadKey, Key
from gatepost.tokens.signed.jwt import BadToken, Policy, Reason

ALGORITHMS = ("ES256", "ES384", "EdDSA", "RS256", "PS256")
"""What proofs may be signed with, as discovery announces it."""
TYPE = "dpop+jwt"
LIFETIME_SECONDS = 60
"""How old a proof may be; the leeway for clocks is added."""
NONCE_SECONDS = 120
"""How long a nonce is given out; it is accepted for as long again."""
LONGEST_ID = 256
PORTS = {"https": 443, "http": 80}
USED = Purpose("dpop-proof")
_POLICY = Policy(keys=lambda _: None, types=(TYPE,), required=("jti", "htm", "htu", "iat"))


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    typ: str
    jwk: dict[str, Any]


_read_header = msgspec.json.Decoder(_Header).decode


class NonceRequired(Exception):  # noqa: N818 - a verdict like `BadToken`
    """The proof is valid, but has no nonce of this server or an old one; the response must contain `nonce()`."""


class Proof(msgspec.Struct, frozen=True):
    """A verified proof.

    Args:
        thumbprint: Of the key that signed it; the `jkt` of tokens that are bound to it.
        id: Its `jti`.
    """

    thumbprint: str
    id: str


def verify(text: str, *, method: str, url: str, access_token: str = "", needs_nonce: bool = False) -> Proof:
    """Verify the value of a `DPoP` header.

    Args:
        text: The value; a request must have the header once.
        method: The request's method.
        url: The request's URL as clients see it; its query and fragment don't count.
        access_token: The access token that came with it; "" at the token endpoint.
        needs_nonce: Whether the proof must contain a nonce of this server.

    Raises:
        BadToken: It is invalid, or for another request, token or time.
        NonceRequired: All is well but the nonce.
    """
    parts = jwt.split(text)
    try:
        header = _read_header(parts.header)
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None
    values = jwt.verified(parts, key := _key(header), header.typ, _POLICY)
    if values["htm"] != method:
        raise BadToken(Reason.MALFORMED, "htm")
    if type(values["htu"]) is not str or _normal(values["htu"]) != _normal(url):
        raise BadToken(Reason.MALFORMED, "htu")
    if clock.unix() - values["iat"] > LIFETIME_SECONDS + _POLICY.leeway:
        raise BadToken(Reason.EXPIRED, "iat")
    if not 0 < len(values["jti"]) <= LONGEST_ID:
        raise BadToken(Reason.MALFORMED, "jti")
    if access_token and not _equal(values.get("ath"), token_hash(access_token)):
        raise BadToken(Reason.MALFORMED, "ath")
    if needs_nonce and not any(_equal(values.get("nonce"), _nonce(age)) for age in (0, 1)):
        raise NonceRequired
    return Proof(key.thumbprint, values["jti"])


def is_first_use(proof: Proof) -> bool:
    """Guard: whether a proof was not used before; one insert, which only one caller can make."""
    # A proof with an `iat` in the future, as far as the leeway allows, is valid that much longer.
    lifetime = timedelta(seconds=LIFETIME_SECONDS + 2 * _POLICY.leeway)
    return one_time.first_use(USED, proof.thumbprint, proof.id, lifetime=lifetime)


def nonce() -> str:
    """The current nonce, for the `DPoP-Nonce` header; every process of a server gives the same."""
    return _nonce(0)


def token_hash(access_token: str) -> str:
    """The `ath` of a proof that comes with an access token."""
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()


def _nonce(age: int) -> str:
    return keyring.digest("dpop-nonce", str(int(clock.unix() // NONCE_SECONDS) - age))[:32]


def _key(header: _Header) -> Key:
    if header.alg not in ALGORITHMS:
        raise BadToken(Reason.ALGORITHM)
    if PRIVATE_MEMBERS & header.jwk.keys():
        raise BadToken(Reason.MALFORMED, "jwk")
    try:
        return Key.of_jwk(header.jwk, algorithm=header.alg, kid="")
    except BadKey:
        raise BadToken(Reason.UNKNOWN_KEY, "jwk") from None


def _normal(url: str) -> str:
    """A URL without query and fragment, by syntax- and scheme-based normalization (RFC 3986, section 6.2)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadToken(Reason.MALFORMED, "htu") from None
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    authority = host if port in (None, PORTS.get(parts.scheme)) else f"{host}:{port}"
    return f"{parts.scheme}://{authority}{parts.path or '/'}"


def _equal(given: object, expected: str) -> bool:
    return type(given) is str and given.isascii() and secrets.compare_digest(given, expected)
