"""Whether an id_token is true, for us, and of this login.

Signature, algorithm, times and the types of claims are judged by `gatepost.tokens.jwt`; here is what OpenID Connect
adds.
Source: OpenID Connect Core 1.0, sections 2, 3.1.3.7 and 3.1.3.8; RFC 8725.
"""

import base64
import hashlib
import re
import secrets
from typing import Any

import msgspec

from gatepost.methods.social.connection import Connection, fill
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.protocol.metadata import Endpoints, Keys
from gatepost.tokens import jwt

REQUIRED = ("iss", "sub", "aud", "exp", "iat")
_CLAIM = re.compile(r"\{claim:(\w+)\}")
_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What an id_token must fit.

    Args:
        client_ids: For whom it may be.
        nonce: What it must hold; None where another program began the login, and any will do.
        access: The access token that came with it, if one did.
    """

    client_ids: tuple[str, ...]
    nonce: str | None = None
    access: str = ""


def verify(token: str, connection: Connection, endpoints: Endpoints, expected: Expected) -> dict[str, Any]:
    """The claims of an id_token.

    Raises:
        ProviderFault: UNTRUE, with what is wrong; UNAVAILABLE if the keys cannot be had.
    """
    provider = connection.provider
    issuer = connection.issuer
    varies = bool(_CLAIM.search(issuer))
    policy = jwt.Policy(
        keys=Keys(endpoints.keys, provider.algorithms),
        issuers=None if varies else (issuer, *provider.other_issuers),
        audiences=expected.client_ids,
        required=REQUIRED,
    )
    try:
        claims = jwt.verify(token, policy)
    except jwt.BadToken as bad:
        raise ProviderFault(Reason.UNTRUE, f"id_token: {bad}") from None
    values = claims.values
    _require(not varies or _of_tenant(issuer, connection, values), "issuer of another tenant")
    # Section 3.1.3.7, points 3 to 5: nobody unknown among the audiences, and the party it was made for is us.
    _require(all(one in expected.client_ids for one in claims.audience), "audience with a stranger")
    party = values.get("azp")
    _require(party is None or (type(party) is str and party in expected.client_ids), "azp")
    _require(len(claims.audience) == 1 or party is not None, "several audiences and no azp")
    _require(_same_nonce(values.get("nonce"), expected.nonce), "nonce")
    _require(_same_access(values.get("at_hash"), expected.access, _bits(token)), "at_hash")
    return values


def _require(holds: object, what: str) -> None:
    if not holds:
        raise ProviderFault(Reason.UNTRUE, f"id_token: {what}")


def _of_tenant(issuer: str, connection: Connection, values: dict[str, Any]) -> bool:
    """An issuer that names its tenant; where the connection is for one tenant, for that one only."""
    names = _CLAIM.findall(issuer)
    texts = {f"claim:{name}": values.get(name) for name in names}
    if not all(type(text) is str and _TENANT.fullmatch(text) for text in texts.values()):
        return False
    chosen = connection.client.options.get("tenant", "")
    if chosen not in connection.provider.tenants and chosen not in texts.values():
        return False
    return bool(values["iss"] == fill(issuer, {name: str(text) for name, text in texts.items()}))


def _same_nonce(said: Any, nonce: str | None) -> bool:
    """Point 11: what we sent is in it. A nonce is a text."""
    if nonce is None:
        return said is None or type(said) is str
    return type(said) is str and secrets.compare_digest(said.encode(), nonce.encode())


def _bits(token: str) -> str:
    """The size of the hash in the algorithm's name; EdDSA with Ed25519 has SHA-512."""
    head = token.partition(".")[0]
    name = str(msgspec.json.decode(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["alg"])
    return name[-3:] if name[-3:] in _HASHES else "512"


def _same_access(said: Any, access: str, bits: str) -> bool:
    """Section 3.1.3.8: the left half of the access token's hash."""
    if said is None or not access:
        return True
    digest = _HASHES[bits](access.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    return type(said) is str and secrets.compare_digest(said.encode(), half.encode())
