"""What all hashers of other systems have in common."""

import base64
import binascii
import hmac
import logging
import re
from collections.abc import Container
from typing import Any, TypeVar

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

log = logging.getLogger("gatepost.passwords")
Parameter = TypeVar("Parameter")
SHORTEST, KEPT = 16, 32


def b64(raw: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Decode base64, padded or not.

    Raises:
        ValueError: It isn't base64.
    """
    plain = text.rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        raise ValueError("salt or hash is not base64") from None


def supported(value: Parameter, allowed: Container[Parameter], what: str) -> Parameter:
    """Require a parameter of a hash to be a supported one.

    Raises:
        ValueError: It isn't; the message names it.
    """
    if value not in allowed:
        raise ValueError(f"unsupported {what} {value!r}")
    return value


def kept(raw: bytes) -> bytes:
    """The part of a hash that is stored and compared.

    Raises:
        ValueError: It is too short to decide anything.
    """
    if len(raw) < SHORTEST:
        raise ValueError("the hash is too short")
    return raw[:KEPT]


def parts(encoded: str, count: int, *, maxsplit: int = -1) -> list[str]:
    """The parts of a hash between its `$`.

    Raises:
        ValueError: It has more or fewer.
    """
    found = encoded.split("$", maxsplit)
    if len(found) != count:
        raise ValueError("it is incomplete")
    return found


def number(text: str) -> int:
    """A decimal number in a hash.

    Raises:
        ValueError: It is none.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError(f"{text[:20]!r} is not a number")
    return int(text)


class ForeignHasher(BasePasswordHasher):
    """A hasher of another system; subclasses decode its form and derive the bytes to compare."""

    def decode(self, encoded: str) -> dict[str, Any]:
        """The parts of a hash, checked: at least `hash`, in bytes.

        Raises:
            ValueError: It is malformed, unsupported or too expensive; the message says what.
        """
        raise NotImplementedError

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        """The hash of a password with the parameters of a decoded one; at least as many bytes as that has."""
        raise NotImplementedError

    def verify(self, password: str, encoded: str) -> bool:
        try:
            decoded = self.decode(encoded)
        except ValueError as error:
            log.error("A password could not be checked: its hash (%s): %s", self.algorithm, error)  # noqa: TRY400
            return False
        try:
            found = self.derive(password, decoded)
        except UnicodeEncodeError:
            return False  # the other system could not have hashed this password
        return hmac.compare_digest(found[: len(decoded["hash"])], decoded["hash"])

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm, "hash": mask_hash(encoded.rpartition("$")[2])}
