"""How refresh tokens look, and how one follows from another.

Half of a token names its family, the other half the generation. The next generation is a keyed digest of the one
before, which only the server can compute; so is the opaque access token of a generation.
"""

import secrets as random

from gatepost.ground import credentials, keyring

NATIVE = "native"
HALF = 128
ID_SIGNS, ROOT_SIGNS = 32, 20
HEX = "0123456789abcdef"


def make(kind: str) -> str:
    """The first of a family: `gpr_…` of a native one, else 32 hex signs for the `jti` of a JWT."""
    return credentials.make("r") if kind == NATIVE else random.token_hex(ID_SIGNS // 2)


def lookups(kind: str, text: str) -> list[str]:
    """Digests of what names the family, the present key's first; none for junk."""
    if kind == NATIVE:
        root = f"{credentials.number_of(text) >> HALF:032x}" if credentials.well_formed("r", text) else ""
    else:
        root = text[:ROOT_SIGNS] if len(text) == ID_SIGNS and not text.strip(HEX) else ""
    return keyring.digests("refresh-family", kind, root) if root else []


def digests(kind: str, text: str) -> list[str]:
    """Digests of a whole token, the present key's first."""
    return keyring.digests("refresh-token", kind, text)


def successors(kind: str, text: str) -> list[str]:
    """What a token may turn into, by the key of the ring, the present one's first."""
    return [_next(kind, text, seed) for seed in keyring.digests("refresh-successor", kind, text)]


def sibling(kind: str, text: str) -> str:
    """Another token of the same family, that follows from nothing."""
    return _next(kind, text, random.token_hex(ID_SIGNS))


def _next(kind: str, text: str, seed: str) -> str:
    if kind == NATIVE:
        root = credentials.number_of(text) >> HALF
        return credentials.make("r", root << HALF | int(seed[:32], 16))
    return text[:ROOT_SIGNS] + seed[: ID_SIGNS - ROOT_SIGNS]


def access(text: str) -> str:
    """The opaque access token (`gpa_…`) that goes with a refresh token."""
    return credentials.make("a", int(keyring.digest("access-of", text), 16))


def access_digest(kind: str, text: str) -> str | None:
    """What is kept of it, for native families."""
    return keyring.digest("access-token", access(text)) if kind == NATIVE else None


def access_lookups(text: str) -> list[str]:
    """Digests by which an access token is found; none for junk."""
    return keyring.digests("access-token", text) if credentials.well_formed("a", text) else []
