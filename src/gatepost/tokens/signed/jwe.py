"""Encrypted tokens: a signed token inside, one shared key, one algorithm.

Form: `{"alg": "dir", "enc": "A256GCM", "cty": "JWT", "typ": …}`, five parts. No compression, so that nothing grows.
Source: RFC 7516; RFC 7519, section 5.2; RFC 8725, section 3.6.
"""

import base64

import msgspec
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from gatepost.tokens.signed.jwk import BadKey
from gatepost.tokens.signed.jwt import LARGEST, BadToken, Reason

KEY_BYTES = 32
EncryptionKey = OctKey
ALGORITHMS = ["dir", "A256GCM"]
PARTS = 5


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
