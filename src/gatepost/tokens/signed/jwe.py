"""Encrypted tokens: our own access tokens with one shared key, and what others get with a public key of theirs.

Form of our own: `{"alg": "dir", "enc": "A256GCM", "cty": "JWT", "typ": …}`, five parts. No compression, so that nothing
grows. What is encrypted for others is never decrypted here.
Source: RFC 7516; RFC 7518, section 4; RFC 7519, section 5.2; RFC 8725, sections 3.2 and 3.6.
"""

import base64
from collections.abc import Mapping
from typing import TypeGuard

import msgspec
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey, import_key

from gatepost.tokens.signed.jwk import RSA_BITS, BadKey
from gatepost.tokens.signed.jwt import LARGEST, BadToken, Reason

KEY_BYTES = 32
EncryptionKey = OctKey
ALGORITHMS = ["dir", "A256GCM"]
PARTS = 5
PUBLIC_ALGORITHMS = ("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW")
"""How the content's key is agreed on with the owner of a public key; RSA-OAEP with SHA-1 and RSA1_5 aren't offered."""
CONTENT_ALGORITHMS = ("A128CBC-HS256", "A256GCM")
"""How the content is encrypted; the first is the default of OpenID Connect Dynamic Client Registration."""
CURVES = ("P-256", "P-384", "P-521", "X25519")
BITS_PER_CHARACTER = 6
PublicKey = RSAKey | ECKey | OKPKey


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    enc: str
    cty: str
    typ: str = ""


_read_header = msgspec.json.Decoder(_Header).decode


def key_of(text: str) -> EncryptionKey:
    """Parse the key in a setting.

    Raises:
        BadKey: It is not 32 bytes in base64url.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        data = b""
    if len(data) != KEY_BYTES:
        raise BadKey(f"not {KEY_BYTES} bytes in base64url")
    return OctKey.import_key(data)


def encrypt(token: str, key: EncryptionKey, *, typ: str) -> str:
    """Wrap a signed token."""
    header = {"alg": "dir", "enc": "A256GCM", "cty": "JWT", "typ": typ}
    return jwe.encrypt_compact(header, token, key, algorithms=ALGORITHMS)


def decrypt(text: str, key: EncryptionKey) -> str:
    """The signed token inside, which the caller still has to verify.

    Raises:
        BadToken: Malformed, or not encrypted with this key.
    """
    if len(text) > LARGEST or not text.isascii() or text.count(".") != PARTS - 1:
        raise BadToken(Reason.MALFORMED)
    head = text.partition(".")[0]
    try:
        header = _read_header(base64.b64decode(head + "=" * (-len(head) % 4), altchars=b"-_", validate=True))
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None
    if (header.alg, header.enc, header.cty.upper()) != ("dir", "A256GCM", "JWT"):
        raise BadToken(Reason.ALGORITHM)
    try:
        plain = jwe.decrypt_compact(text, key, algorithms=ALGORITHMS).plaintext
        return (plain or b"").decode("ascii")
    except (JoseError, ValueError):
        raise BadToken(Reason.SIGNATURE) from None


def public_key(document: Mapping[str, object], algorithm: str) -> PublicKey | None:
    """The first key of a foreign JWKS that is for this algorithm; None if there is none.

    Args:
        document: `{"keys": [...]}`.
        algorithm: One of `PUBLIC_ALGORITHMS`.
    """
    listed = document.get("keys")
    for data in listed if isinstance(listed, list | tuple) else ():
        if not isinstance(data, dict) or data.get("use", "enc") != "enc" or data.get("alg", algorithm) != algorithm:
            continue
        if data.get("kty") == "RSA" and len(str(data.get("n", ""))) * BITS_PER_CHARACTER < RSA_BITS:
            continue  # joserfc would warn
        plain = {name: value for name, value in data.items() if name in ("kty", "kid", "crv", "x", "y", "n", "e")}
        try:
            key = import_key(plain)
        except (JoseError, ValueError, KeyError, TypeError):
            continue
        if _fits(key, algorithm):
            return key
    return None


def _fits(key: object, algorithm: str) -> TypeGuard[PublicKey]:
    if algorithm == "RSA-OAEP-256":
        return isinstance(key, RSAKey) and key.raw_value.key_size >= RSA_BITS
    return isinstance(key, ECKey | OKPKey) and key.curve_name in CURVES


def encrypt_for(text: str, key: PublicKey, *, algorithm: str, content: str, header: Mapping[str, str]) -> str:
    """Encrypt a text for the owner of a public key.

    Args:
        text: A signed token, or JSON.
        key: As `public_key` found it.
        algorithm: One of `PUBLIC_ALGORITHMS`.
        content: One of `CONTENT_ALGORITHMS`.
        header: Further members of the header; `cty` is `JWT` if the text is a token.
    """
    named = {"kid": key.kid} if key.kid else {}
    full = {"alg": algorithm, "enc": content, **named, **header}
    registry = jwe.JWERegistry(algorithms=[algorithm, content], strict_check_header=False)  # `iss` of a logout token
    return jwe.encrypt_compact(full, text, key, registry=registry)
