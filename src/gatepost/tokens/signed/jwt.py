"""JSON Web Tokens: every token, ours or foreign, is verified here.

Rules: the format is checked before the signature (at most 8 kB, three parts, no header but alg, typ, kid); the key
decides the algorithm, and the token must name the same; one key, one algorithm; each claim has exactly one valid type.

    policy = Policy(keys=only(key), issuers=("https://id.example.org",), audiences=("api",), types=("at+jwt",))
    claims = verify(text, policy)
    claims.subject

Source: RFC 7515, RFC 7519, RFC 8725, RFC 9068.
"""

import binascii
import enum
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from gatepost.ground import clock
from gatepost.tokens.signed.jwk import Key

LARGEST = 8192
LATEST = 253_402_300_799
"""The last second of the year 9999."""
LEEWAY_SECONDS = 30
_ENDS = {0: None, 2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}
"""Allowed last characters of base64url, by length modulo 4; others would be a second encoding of the same bytes."""


class Reason(enum.StrEnum):
    """Why a token is refused; dialects have their own message for each."""

    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    ENDED = "ended"


class BadToken(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """A token is invalid.

    Args:
        reason: Why it is refused.
        claim: The claim concerned, if any.
    """

    def __init__(self, reason: Reason, claim: str = "") -> None:
        super().__init__(f"{reason}: {claim}" if claim else str(reason))
        self.reason, self.claim = reason, claim


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of token must satisfy.

    Args:
        keys: Returns the key of an id (empty if the token has none), or None. `only(key)` for a single one.
        types: Values of the header's `typ`, in lower case, without `application/`; "" allows a token without.
        issuers: Allowed values of `iss`; None for any.
        audiences: One of these must be in `aud`; None for any.
        required: Required claims; `iss` and `aud` are also required if `issuers` or `audiences` are given.
        leeway: Tolerated clock difference, in seconds.
        expired: Whether an expired token is accepted too.
    """

    keys: Callable[[str], Key | None]
    types: tuple[str, ...] = ("", "jwt")
    issuers: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    required: tuple[str, ...] = ("exp",)
    leeway: float = LEEWAY_SECONDS
    expired: bool = False


class Claims(msgspec.Struct, frozen=True):
    """The claims of a verified token.

    Args:
        values: Every claim. If present, `iss`, `sub`, `jti` are texts, `exp`, `nbf`, `iat` finite numbers of Unix
            seconds between 0 and the year 9999, `aud` is a text or a list of texts.
        kid: The id of the key that verified it.
    """

    values: dict[str, Any]
    kid: str

    def __repr__(self) -> str:
        return f"<Claims {sorted(self.values)}>"

    @property
    def issuer(self) -> str:
        """The `iss` claim; "" if absent."""
        return str(self.values.get("iss", ""))

    @property
    def subject(self) -> str:
        """The `sub` claim; "" if absent."""
        return str(self.values.get("sub", ""))

    @property
    def audience(self) -> tuple[str, ...]:
        """The `aud` claim, as a tuple even if it is a single text."""
        return _texts(self.values.get("aud"))

    @property
    def id(self) -> str:
        """The `jti` claim; "" if absent."""
        return str(self.values.get("jti", ""))

    @property
    def expires_at(self) -> float | None:
        """The `exp` claim, in Unix seconds."""
        return self.values.get("exp")


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    typ: str = ""
    kid: str = ""


class Parts(msgspec.Struct, frozen=True):
    """A token in compact form, taken apart.

    Args:
        signed: What the signature is over.
        header: The header's JSON.
        body: The claims, still encoded: they are not read before the signature is verified.
        signature: The signature.
    """

    signed: bytes
    header: bytes
    body: str
    signature: bytes


_read_header = msgspec.json.Decoder(_Header).decode
_read_claims = msgspec.json.Decoder(dict[str, Any]).decode
_write = msgspec.json.Encoder().encode


def only(key: Key) -> Callable[[str], Key | None]:
    """A single key; a token may omit its id, but not name another."""
    return lambda kid: key if kid in ("", key.kid) else None


def verify(text: str, policy: Policy) -> Claims:
    """Verify a token in compact form.

    Raises:
        BadToken: It violates the policy; with the first reason found.
    """
    parts = split(text)
    try:
        header = _read_header(parts.header)
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None
    key = policy.keys(header.kid)
    if key is None:
        raise BadToken(Reason.UNKNOWN_KEY)
    if header.alg != key.algorithm:
        raise BadToken(Reason.ALGORITHM)
    return Claims(verified(parts, key, header.typ, policy), key.kid)


def split(text: str) -> Parts:
    """Take a token in compact form apart.

    Raises:
        BadToken: It is too large, or not in compact form.
    """
    if len(text) > LARGEST or not text.isascii() or "+" in text or "/" in text or "=" in text:
        raise BadToken(Reason.MALFORMED)
    signed, _, last = text.rpartition(".")
    head, _, body = signed.partition(".")
    if not head or not body or "." in body:
        raise BadToken(Reason.MALFORMED)
    try:
        return Parts(signed.encode(), _decode(head), body, _decode(last))
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None


def verified(parts: Parts, key: Key, typ: str, policy: Policy) -> dict[str, Any]:
    """The claims, once the signature and they themselves are checked.

    Raises:
        BadToken: The key did not sign it, or the claims violate the policy.
    """
    if not key.verifies(parts.signed, parts.signature):
        raise BadToken(Reason.SIGNATURE)
    try:
        values = _read_claims(_decode(parts.body))
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None
    _check_claims(typ, values, policy)
    return values


def unverified(text: str) -> dict[str, Any]:
    """The claims of a token whose signature is not verified, to sort tokens only; none if it is malformed."""
    try:
        values = _read_claims(_decode(text.split(".")[1]))
    except (IndexError, ValueError, msgspec.DecodeError):
        return {}
    return values


def sign(claims: Mapping[str, Any], key: Key, *, typ: str = "JWT") -> str:
    """Sign a token in compact form.

    Args:
        claims: JSON values.
        key: A private or an HMAC key; its id is in the header if it has one.
        typ: `JWT`, `at+jwt` …
    """
    header = {"alg": key.algorithm, "typ": typ} | ({"kid": key.kid} if key.kid else {})
    signed = f"{_encode(_write(header))}.{_encode(_write(dict(claims)))}"
    return f"{signed}.{_encode(key.sign(signed.encode()))}"


def _check_claims(typ: str, values: dict[str, Any], policy: Policy) -> None:
    for name in policy.required:
        if name not in values:
            raise BadToken(Reason.MISSING, name)
    for name in ("iss", "sub", "jti"):
        if name in values and type(values[name]) is not str:
            raise BadToken(Reason.MALFORMED, name)
    _check_times(values, policy.leeway, expired=policy.expired)
    if typ.lower().removeprefix("application/") not in policy.types:
        raise BadToken(Reason.WRONG_TYPE, "typ")
    if policy.issuers is not None and values.get("iss") not in policy.issuers:
        raise BadToken(Reason.ISSUER, "iss")
    audience = _texts(values.get("aud")) if "aud" in values else ()
    if policy.audiences is not None and not any(one in policy.audiences for one in audience):
        raise BadToken(Reason.AUDIENCE, "aud")


def _check_times(values: dict[str, Any], leeway: float, *, expired: bool) -> None:
    now = clock.unix()
    for name in ("exp", "nbf", "iat"):
        if name not in values:
            continue
        value = values[name]
        # Not isinstance: true is an int too. Comparisons with NaN are false.
        if type(value) not in (int, float) or not 0 <= value <= LATEST:
            raise BadToken(Reason.MALFORMED, name)
        if name == "exp":
            if now >= value + leeway and not expired:
                raise BadToken(Reason.EXPIRED, name)
        elif value > now + leeway:
            raise BadToken(Reason.NOT_YET, name)


def _texts(value: object) -> tuple[str, ...]:
    if type(value) is str:
        return (value,)
    if type(value) is list and all(type(one) is str for one in value):
        return tuple(value)
    raise BadToken(Reason.MALFORMED, "aud")


def _decode(part: str) -> bytes:
    """Decode base64url without padding, and refuse non-canonical encodings, so that no token has two spellings."""
    rest = len(part) % 4
    ends = _ENDS.get(rest, frozenset())
    if ends is not None and part[-1] not in ends:
        raise ValueError("not base64url")
    return binascii.a2b_base64(part.encode().translate(_TO_STANDARD) + b"=" * (-rest % 4), strict_mode=True)


def _encode(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode()


_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")
