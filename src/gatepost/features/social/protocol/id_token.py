"""Verify that an id_token is genuine, issued to us, and belongs to this login.

`gatepost.tokens.signed.jwt` verifies signature, algorithm, times and the types of claims; this module adds the rules of
OpenID Connect.
Source: OpenID Connect Core 1.0, sections 2, 3.1.3.7 and 3.1.3.8; RFC 8725.
"""

import base64
import hashlib
import secrets
from typing import Any

import msgspec

from gatepost.features.social.connections import Connection
from gatepost.features.social.protocol import metadata, tenants
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.metadata import Endpoints
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.remote_keys import RemoteKeys

REQUIRED = ("iss", "sub", "aud", "exp", "iat")
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What an id_token is verified against.

    Args:
        client_ids: Accepted audiences.
        nonce: The required nonce; None if another program started the login, in which case any is accepted.
        access: The access token that came with it; "" if none did.
        names_key: Whether it must name the key that signed it; in the provider's own answer this is optional if
            there is only one key.
    """

    client_ids: tuple[str, ...]
    nonce: str | None = None
    access: str = ""
    names_key: bool = False


def verify(token: str, connection: Connection, endpoints: Endpoints, expected: Expected) -> dict[str, Any]:
    """Verify an id_token and return its claims.

    Raises:
        ProviderFault: UNTRUE, with what is wrong; UNAVAILABLE if the keys cannot be fetched.
    """
    provider = connection.provider
    issuer = connection.issuer
    varies = tenants.CLAIM in issuer
    policy = jwt.Policy(
        keys=RemoteKeys(metadata.document, endpoints.keys, provider.algorithms, named=expected.names_key),
        issuers=None if varies else (issuer, *provider.other_issuers),
        audiences=expected.client_ids,
        required=REQUIRED,
    )
    try:
        claims = jwt.verify(token, policy)
    except jwt.BadToken as bad:
        raise ProviderFault(FaultReason.UNTRUE, f"id_token: {bad}") from None
    values = claims.values
    _require(not varies or tenants.agrees(connection, values), "issuer of another tenant")
    # Section 3.1.3.7, points 3 to 5: no unknown audience, and the authorized party is us.
    _require(all(one in expected.client_ids for one in claims.audience), "unknown audience")
    party = values.get("azp")
    _require(party is None or (type(party) is str and party in expected.client_ids), "azp")
    _require(len(claims.audience) == 1 or party is not None, "several audiences and no azp")
    _require(_same_nonce(values.get("nonce"), expected.nonce), "nonce")
    _require(_same_access(values.get("at_hash"), expected.access, _bits(token)), "at_hash")
    return values


def _require(holds: object, what: str) -> None:
    if not holds:
        raise ProviderFault(FaultReason.UNTRUE, f"id_token: {what}")


def _same_nonce(said: object, nonce: str | None) -> bool:
    """Point 11: the nonce is a string, and the one that we sent."""
    if nonce is None:
        return said is None or type(said) is str
    return type(said) is str and secrets.compare_digest(said.encode(), nonce.encode())


def _bits(token: str) -> str:
    """The hash size from the algorithm's name; 512 for EdDSA, since Ed25519 uses SHA-512."""
    head = token.partition(".")[0]
    name = str(msgspec.json.decode(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["alg"])
    return name[-3:] if name[-3:] in _HASHES else "512"


def _same_access(said: object, access: str, bits: str) -> bool:
    """Section 3.1.3.8: the left half of the access token's hash."""
    if said is None or not access:
        return True
    digest = _HASHES[bits](access.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    return type(said) is str and secrets.compare_digest(said.encode(), half.encode())
