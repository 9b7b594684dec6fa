"""Hashers for functions made for passwords: PBKDF2, scrypt, Firebase's scrypt, bcrypt."""

import base64
import hashlib
import hmac
import re
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.contrib.auth.hashers import BCryptPasswordHasher

from gatepost import conf
from gatepost.features.password.foreign_hashes.digests import DIGESTS
from gatepost.features.password.foreign_hashes.hasher import ForeignHasher, kept, log, number, parts, supported, unb64
from gatepost.features.password.settings import PasswordSettings

ITERATIONS = range(1, 10_000_001)
MEMORY = 256 * 1024 * 1024
LANES = range(1, 17)
BLOCKS = range(1, 65)
SCRYPT_LOG2 = range(1, 21)
BCRYPT_LOG2 = range(4, 18)
BCRYPT_BYTES = 72


class Pbkdf2(ForeignHasher):
    """PBKDF2 with a salt of any bytes and any digest, unlike Django's: `pbkdf2$sha512$25000$salt$hash`."""

    algorithm = "pbkdf2"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, digest, iterations, salt, hashed = parts(encoded, 5)
        return {
            "digest": supported(digest, DIGESTS, "digest"),
            "iterations": supported(number(iterations), ITERATIONS, "number of iterations"),
            "salt": unb64(salt),
            "hash": kept(unb64(hashed)),
        }

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        return hashlib.pbkdf2_hmac(
            decoded["digest"], password.encode(), decoded["salt"], decoded["iterations"], len(decoded["hash"])
        )


class Scrypt(ForeignHasher):
    """Scrypt with a salt of any bytes, and at costs beyond Django's: `raw_scrypt$15$8$1$salt$hash`; 15 is log2(N)."""

    algorithm = "raw_scrypt"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, log2, block, lanes, salt, hashed = parts(encoded, 6)
        decoded = {**_scrypt_cost(log2, block, lanes), "salt": unb64(salt), "hash": kept(unb64(hashed))}
        if not decoded["salt"]:
            raise ValueError("the salt is missing")
        return decoded

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        return _scrypt(password, decoded, len(decoded["hash"]))


class FirebaseScrypt(ForeignHasher):
    """Firebase's scrypt, which encrypts the project's key with the result: `firebase_scrypt$salt$hash`.

    The parameters of the project are in the setting `password.firebase`.
    Source: https://github.com/firebase/scrypt.
    """

    algorithm = "firebase_scrypt"

    def decode(self, encoded: str) -> dict[str, Any]:
        _, salt, hashed = parts(encoded, 3)
        project = conf.read(PasswordSettings).firebase
        if project is None:
            raise ValueError("the setting password.firebase is missing")
        return {
            **_scrypt_cost(str(project.mem_cost), str(project.rounds), "1"),
            "salt": unb64(salt) + unb64(project.salt_separator),
            "key": unb64(project.signer_key),
            "hash": kept(unb64(hashed)),
        }

    def derive(self, password: str, decoded: dict[str, Any]) -> bytes:
        derived = _scrypt(password, decoded, 32)
        return Cipher(algorithms.AES(derived), modes.CTR(bytes(16))).encryptor().update(decoded["key"])


class BCrypt(BCryptPasswordHasher):
    """Django's bcrypt hasher for hashes of other systems too: `$2a$`, `$2b$` and `$2y$` after `bcrypt$`.

    bcrypt reads 72 bytes of a password. Its current library refuses longer ones, which other systems truncated.
    """

    def decode(self, encoded: str) -> dict[str, Any]:
        found = re.fullmatch(rf"{self.algorithm}\$(\$2[aby]\$(\d\d)\$[./0-9A-Za-z]{{53}})", encoded)
        if found is None:
            raise ValueError("not a bcrypt hash")
        supported(int(found[2]), BCRYPT_LOG2, "cost")
        return super().decode(encoded)

    def verify(self, password: str, encoded: str) -> bool:
        library = self._load_library()  # type: ignore[attr-defined]  # as in Django's own hasher
        try:
            self.decode(encoded)
            stored = encoded.partition("$")[2].encode()
            return bool(library.checkpw(self.read(password), stored))
        except ValueError as error:
            log.error("A password could not be checked: its hash (%s): %s", self.algorithm, error)
            return False

    def read(self, password: str) -> bytes:
        """The bytes that bcrypt hashes."""
        return password.encode()[:BCRYPT_BYTES]


class WordPress(BCrypt):
    """bcrypt over a digest of the password, as WordPress hashes since 6.8: `wordpress$$2y$…`.

    Source: `wp_hash_password` and `wp_check_password` of WordPress 6.8.
    """

    algorithm = "wordpress"

    def read(self, password: str) -> bytes:
        return base64.b64encode(hmac.digest(b"wp-sha384", password.encode(), "sha384"))


def _scrypt_cost(log2: str, block: str, lanes: str) -> dict[str, Any]:
    cost = {
        "log2": supported(number(log2), SCRYPT_LOG2, "cost"),
        "block": supported(number(block), BLOCKS, "block size"),
        "lanes": supported(number(lanes), LANES, "parallelization"),
    }
    if 128 * cost["block"] << cost["log2"] > MEMORY:
        raise ValueError("it needs more than 256 MiB")
    return cost


def _scrypt(password: str, cost: dict[str, Any], length: int) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=cost["salt"],
        n=1 << cost["log2"],
        r=cost["block"],
        p=cost["lanes"],
        maxmem=2 * MEMORY,
        dklen=length,
    )
