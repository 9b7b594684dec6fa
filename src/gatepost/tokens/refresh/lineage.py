"""The format of refresh tokens, and how one is derived from another.

One half of a token identifies its family, the other half the generation. The next generation is a keyed digest of the
previous one, which only the server can compute; so is the opaque access token of a generation.
"""

from secrets import token_hex

from gatepost.ground import credentials, keyring

NATIVE, OAUTH = "native", "oauth"
OPAQUE = (NATIVE, OAUTH)
"""Kinds of families whose tokens are opaque (`gpr_…`); those of all others are JWTs."""
HALF = 128
ID_LENGTH, ROOT_LENGTH = 32, 20
HEX = "0123456789abcdef"


def make(kind: str) -> str:
    """A first token: `gpr_…` for an opaque family, else 32 hex digits for the `jti` of a JWT, never those of a UUID."""
    if kind in OPAQUE:
        return credentials.make("r")
    while is_uuid(text := token_hex(ID_LENGTH // 2)):
        pass
    return text


def firsts(kind: str, seed: str) -> list[str]:
    """The first tokens derived from a seed with each key of the ring, the current key's first."""
    return [
        credentials.make("r", int(digest, 16)) if kind in OPAQUE else _no_uuid(digest)
        for digest in keyring.digests("refresh-first", kind, seed)
    ]


def _no_uuid(digest: str) -> str:
    text = digest[:ID_LENGTH]
    return text if not is_uuid(text) else f"{text[:12]}5{text[13:]}"


def is_uuid(text: str) -> bool:
    """Whether a `jti` is a random UUID, as other packages issue; its version bits are in the half of the family."""
    return len(text) == ID_LENGTH and not text.strip(HEX) and text[12] == "4" and text[16] in "89ab"


def lookups(kind: str, text: str) -> list[str]:
    """Digests of the half that identifies the family, the current key's first; none for malformed input."""
    if kind in OPAQUE:
        root = f"{credentials.number_of(text) >> HALF:032x}" if credentials.well_formed("r", text) else ""
    else:
        root = text[:ROOT_LENGTH] if len(text) == ID_LENGTH and not text.strip(HEX) else ""
    return keyring.digests("refresh-family", kind, root) if root else []


def digests(kind: str, text: str) -> list[str]:
    """Digests of a whole token, the current key's first."""
    return keyring.digests("refresh-token", kind, text)


def successors(kind: str, text: str) -> list[str]:
    """The successors derived from a token with each key of the ring, the current key's first."""
    return [_next(kind, text, seed) for seed in keyring.digests("refresh-successor", kind, text)]


def sibling(kind: str, text: str) -> str:
    """Another, random token of the same family."""
    return _next(kind, text, token_hex(ID_LENGTH))


def _next(kind: str, text: str, seed: str) -> str:
    if kind in OPAQUE:
        root = credentials.number_of(text) >> HALF
        return credentials.make("r", root << HALF | int(seed[:32], 16))
    return text[:ROOT_LENGTH] + seed[: ID_LENGTH - ROOT_LENGTH]


def access(text: str) -> str:
    """The opaque access token (`gpa_…`) that goes with a refresh token."""
    return credentials.make("a", int(keyring.digest("access-of", text), 16))


def access_digest(kind: str, text: str) -> str | None:
    """The stored digest of the access token, for native families."""
    return keyring.digest("access-token", access(text)) if kind == NATIVE else None


def access_lookups(text: str) -> list[str]:
    """Digests by which an access token is found; none for malformed input."""
    return keyring.digests("access-token", text) if credentials.well_formed("a", text) else []
