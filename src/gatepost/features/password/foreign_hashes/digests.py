"""Hashers for digests of password and salt, once or many times."""

import hashlib
import hmac
import re
from typing import Any

from gatepost.features.password.foreign_hashes.hasher import ForeignHasher, kept, parts, supported, unb64

DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
CHARSETS = ("utf-8", "ascii", "latin-1", "utf-16-le")
SALT_POSITIONS = ("prefix", "suffix")
PHPASS_LOG2 = range(7, 21)
ITOA64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Digest(ForeignHasher):
    """One round of a digest over password and salt, as in LDAP's `{SSHA}`: `digest$sha1$utf-8$suffix$salt$hash`."""

    algorithm = "digest"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, digest, charset, position, salt, hashed = parts(encoded, 6)
        return {
            "digest": supported(digest, DIGESTS, "digest"),
            "charset": supported(charset, CHARSETS, "encoding of passwords"),
            "position": supported(position, SALT_POSITIONS, "position of the salt"),
            "salt": unb64(salt),
            "hash": kept(unb64(hashed)),
        }

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        return hashlib.new(decoded["digest"], _salted(password, decoded), usedforsecurity=False).digest()


class Hmac(ForeignHasher):
    """A keyed digest over password and salt: `hmac$sha256$key$utf-8$suffix$salt$hash`."""

    algorithm = "hmac"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, digest, key, rest = parts(encoded, 4, maxsplit=3)
        return {**Digest().decode(f"{algorithm}${digest}${rest}"), "key": unb64(key)}

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        return hmac.digest(decoded["key"], _salted(password, decoded), decoded["digest"])


class PhpPass(ForeignHasher):
    """The portable hash of phpass, as WordPress (`$P$`) and phpBB (`$H$`) have it: `phpass$$P$B…`.

    Source: https://www.openwall.com/phpass/.
    """

    algorithm = "phpass"

    def decode(self, encoded: str) -> dict[str, Any]:
        found = re.fullmatch(r"phpass\$\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})", encoded)
        if found is None:
            raise ValueError("not a portable hash of phpass")
        log2 = supported(ITOA64.index(found[1]), PHPASS_LOG2, "cost")
        number = sum(ITOA64.index(character) << 6 * at for at, character in enumerate(found[3]))
        if number >> 128:
            raise ValueError("not a portable hash of phpass")
        return {"rounds": 1 << log2, "salt": found[2].encode(), "hash": number.to_bytes(16, "little")}

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        typed = password.encode()
        found = hashlib.md5(decoded["salt"] + typed, usedforsecurity=False).digest()
        for _ in range(decoded["rounds"]):
            found = hashlib.md5(found + typed, usedforsecurity=False).digest()
        return found


class DjangoSha1(ForeignHasher):
    """Django's own before 1.4, which Django 5.1 removed: `sha1$salt$hash`, the hash in hexadecimal."""

    algorithm = "sha1"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, salt, hashed = parts(encoded, 3)
        return {"salt": salt.encode(), "hash": kept(bytes.fromhex(hashed))}

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        return hashlib.sha1(decoded["salt"] + password.encode(), usedforsecurity=False).digest()


class DjangoUnsaltedSha1(DjangoSha1):
    """The same without a salt: `sha1$$hash`."""

    algorithm = "unsalted_sha1"


class DjangoUnsaltedMd5(ForeignHasher):
    """The first form of Django's hashes, removed in Django 5.1: 32 hexadecimal digits alone, or `md5$$` before them."""

    algorithm = "unsalted_md5"

    def decode(self, encoded: str) -> dict[str, Any]:
        return {"hash": kept(bytes.fromhex(encoded.removeprefix("md5$$")))}

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        del decoded
        return hashlib.md5(password.encode(), usedforsecurity=False).digest()


def _salted(password: str, decoded: dict[str, Any]) -> bytes:
    typed: bytes = password.encode(decoded["charset"])
    salt: bytes = decoded["salt"]
    return salt + typed if decoded["position"] == "prefix" else typed + salt
