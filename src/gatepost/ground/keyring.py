"""Keys, keyed digests and sealed (authenticated, encrypted) texts.

Rules: keys come from `GATEPOST["KEYS"]`, never from `SECRET_KEY`; the first key creates digests and seals, any of
them verifies and opens; each purpose uses its own derived key; a sealed text can be opened only for its row.
Source: RFC 5869 (HKDF), NIST SP 800-38D (GCM).
"""

import base64
import functools
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from gatepost import conf

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class KeyringError(Exception):
    """A sealed text can't be opened: wrong key, wrong row, or tampered with."""


def generate() -> str:
    """A new key in the format of `KEYS`: `<id>:<32 bytes, base64url>`."""
    return f"{secrets.token_hex(4)}:{_encode(secrets.token_bytes(KEY_BYTES))}"


@functools.cache
def ring() -> tuple[tuple[str, bytes], ...]:
    """The keys in the order of the settings.

    Raises:
        ImproperlyConfigured: There is none, or one is malformed; names its position, never its value.
    """
    given = conf.tree().get("KEYS") or ()
    if not given:
        raise ImproperlyConfigured(
            'GATEPOST["KEYS"] is empty: run `gatepost keys generate` and put what it prints there'
        )
    return tuple(_parse(position, text) for position, text in enumerate(given))


def decode_key(text: str) -> bytes | None:
    """The bytes of a key in the format of `KEYS`; None if it is malformed."""
    name, _, encoded = text.partition(":")
    try:
        key = _decode(encoded)
    except ValueError:
        return None
    return key if name and len(key) == KEY_BYTES else None


def _parse(position: int, text: str) -> tuple[str, bytes]:
    key = decode_key(str(text))
    if key is None:
        raise ImproperlyConfigured(
            f'GATEPOST["KEYS"][{position}] is not "<id>:<32 bytes in base64url>"; `gatepost keys generate` makes one'
        )
    return str(text).partition(":")[0], key


@functools.lru_cache(maxsize=512)
def _derived(key: bytes, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"gatepost:{purpose}".encode())
    return hkdf.derive(key)


@functools.lru_cache(maxsize=512)
def _started(key: bytes, purpose: str) -> hmac.HMAC:
    """An HMAC that has taken in its key; copied for each message, since starting one costs as much as the message."""
    return hmac.new(_derived(key, purpose), digestmod="sha256")


def digest(purpose: str, *parts: str, key: bytes | None = None) -> str:
    """The keyed digest (HMAC-SHA-256) of texts, in hex.

    Args:
        purpose: Derives the key, so that a digest for one purpose is invalid for any other.
        parts: The texts; their lengths are included, so that no two lists of parts run together.
        key: A key of the ring; the first if None.
    """
    message = b""
    for part in parts:
        encoded = part.encode()
        message += len(encoded).to_bytes(4, "big") + encoded
    found = _started(ring()[0][1] if key is None else key, purpose).copy()
    found.update(message)
    return found.hexdigest()


def digests(purpose: str, *parts: str) -> list[str]:
    """The digest under every key of the ring, to look up rows that were written with an older key."""
    return [digest(purpose, *parts, key=key) for _, key in ring()]


def seal(purpose: str, data: bytes, row: str) -> str:
    """Encrypt data and bind it to one row: `v1.<key id>.<nonce>.<ciphertext>`."""
    name, key = ring()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_derived(key, f"seal:{purpose}")).encrypt(nonce, data, f"{purpose}:{row}".encode())
    return ".".join((VERSION, name, _encode(nonce), _encode(sealed)))


def unseal(purpose: str, text: str, row: str) -> bytes:
    """Decrypt a text that `seal` returned for the same purpose and row.

    Raises:
        KeyringError: It can't be opened.
    """
    try:
        version, name, nonce, sealed = text.split(".")
        key = dict(ring())[name]
        if version != VERSION:
            raise KeyringError("unknown version")
        cipher = AESGCM(_derived(key, f"seal:{purpose}"))
        return cipher.decrypt(_decode(nonce), _decode(sealed), f"{purpose}:{row}".encode())
    except (ValueError, KeyError, InvalidTag) as error:
        raise KeyringError("a sealed text can't be opened") from error


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _clear_cache(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        ring.cache_clear()


setting_changed.connect(_clear_cache)
