"""Keys that sign and verify JSON Web Tokens: each for exactly one algorithm, parsed once.

Rules: a token's header selects a key by id and nothing else; an HMAC key has at least 32 bytes and is not a public key
in disguise (key confusion); an RSA key has at least 2,048 bits.
Source: RFC 7517, RFC 8725 sections 3.1 and 3.5.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Self

from joserfc import jwk
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

HMAC_BYTES = 32
RSA_BITS = 2048
KINDS = {
    "HS256": "oct",
    "ES256": "EC",
    "ES384": "EC",
    "EdDSA": "OKP",
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "PS256": "RSA",
}
PRIVATE_MEMBERS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))
"""The members of a JWK that only its owner may know. Source: RFC 7518, section 6."""


class BadKey(ValueError):  # noqa: N818 - a verdict like `BadToken`
    """A key that does not fit its algorithm, or is too weak; gives the reason, never the key."""


class Key:
    """One key for one algorithm.

    Args:
        algorithm: One of `KINDS`.
        material: The key as joserfc knows it.
        kid: Its id; empty if tokens contain none.

    Raises:
        BadKey: It is of another type, on another curve, or too short.
    """

    __slots__ = ("_algorithm", "_material", "algorithm", "kid")

    def __init__(self, algorithm: str, material: jwk.Key, kid: str = "") -> None:
        if KINDS.get(algorithm) != material.key_type:
            raise BadKey(f"a key of type {material.key_type} is not for {algorithm}")
        found = JWSRegistry.algorithms[algorithm]
        try:
            found.check_key(material)
        except JoseError:
            raise BadKey(f"a key of this curve is not for {algorithm}") from None
        if isinstance(material, jwk.OKPKey) and material.curve_name != "Ed25519":
            raise BadKey("EdDSA wants a key of Ed25519")
        if isinstance(material, jwk.RSAKey) and material.raw_value.key_size < RSA_BITS:
            raise BadKey(f"an RSA key needs at least {RSA_BITS} bits")
        self.algorithm, self.kid = algorithm, kid
        self._algorithm, self._material = found, material

    def __repr__(self) -> str:
        return f"<Key {self.kid or '-'} {self.algorithm}>"

    @classmethod
    def of_secret(cls, secret: bytes, *, kid: str = "") -> Self:
        """An HS256 key.

        Raises:
            BadKey: Shorter than 32 bytes, or a public key.
        """
        if len(secret) < HMAC_BYTES:
            raise BadKey(f"a key for HS256 needs at least {HMAC_BYTES} bytes")
        if b"-----BEGIN" in secret or secret.lstrip()[:1] == b"{":
            raise BadKey("a key for HS256 is no PEM and no JWK")
        try:
            return cls("HS256", jwk.OctKey.import_key(secret), kid)
        except ValueError:
            raise BadKey("a key for HS256 is no public key") from None

    @classmethod
    def of_pem(cls, algorithm: str, pem: bytes, *, kid: str = "") -> Self:
        """A key from PEM, private or public.

        Raises:
            BadKey: Unreadable, or not for this algorithm.
        """
        try:
            return cls(algorithm, jwk.import_key(pem, KINDS[algorithm]), kid)  # type: ignore[call-overload]  # by name
        except (JoseError, ValueError, KeyError):
            raise BadKey(f"no key for {algorithm} in PEM") from None

    @classmethod
    def of_jwk(cls, data: Mapping[str, Any], *, algorithm: str = "", kid: str | None = None) -> Self:
        """A key from its JSON form; its `alg` and `use` must match.

        Args:
            data: A JWK.
            algorithm: For keys without `alg`.
            kid: Instead of the one in `data`.

        Raises:
            BadKey: Unreadable, for encryption, or for another algorithm.
        """
        named = str(data.get("alg") or algorithm)
        if named not in KINDS or (algorithm and named != algorithm) or data.get("use", "sig") != "sig":
            raise BadKey("a key for another algorithm or use")
        plain = {name: value for name, value in data.items() if name not in ("use", "key_ops", "alg", "x5c", "x5t")}
        try:
            material = jwk.import_key(plain)
        except (JoseError, ValueError, KeyError, TypeError):
            raise BadKey("no key in JSON") from None
        return cls(named, material, str(data.get("kid") or "") if kid is None else kid)

    @classmethod
    def generate(cls, algorithm: str, *, kid: str = "") -> Self:
        """A new private key."""
        if algorithm == "HS256":
            return cls(algorithm, jwk.OctKey.import_key(secrets.token_bytes(HMAC_BYTES)), kid)
        if algorithm.startswith("ES"):
            return cls(algorithm, jwk.ECKey.generate_key(f"P-{algorithm[2:]}"), kid)
        if algorithm == "EdDSA":
            return cls(algorithm, jwk.OKPKey.generate_key("Ed25519"), kid)
        return cls(algorithm, jwk.RSAKey.generate_key(RSA_BITS), kid)

    @property
    def symmetric(self) -> bool:
        """Whether anyone who can verify could also sign; such a key is never published."""
        return self._material.key_type == "oct"

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return self._algorithm.sign(message, self._material)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature is of this key."""
        return self._algorithm.verify(message, signature, self._material)

    @property
    def thumbprint(self) -> str:
        """The SHA-256 thumbprint of the public half, in base64url. Source: RFC 7638."""
        return self._material.thumbprint()

    def public(self) -> dict[str, Any]:
        """The public half as a JWK.

        Raises:
            BadKey: It has none.
        """
        if self.symmetric:
            raise BadKey("an HMAC key is never shown")
        return {**self._material.as_dict(private=False), "kid": self.kid, "alg": self.algorithm, "use": "sig"}

    def private(self) -> dict[str, Any]:
        """All of it as a JWK, to be sealed."""
        return {**self._material.as_dict(private=True), "kid": self.kid, "alg": self.algorithm}


def key_set(document: Mapping[str, Any], algorithms: Sequence[str]) -> dict[str, Key]:
    """The usable keys of a foreign JWKS by id; what is for other algorithms or unreadable is left out.

    Args:
        document: `{"keys": [...]}`.
        algorithms: What its owner is known to sign with. A key that names no algorithm stands for the first that fits.
    """
    found: dict[str, Key] = {}
    listed = document.get("keys")
    for data in listed if isinstance(listed, list) else ():
        if not isinstance(data, dict) or not isinstance(data.get("kid", ""), str):
            continue
        for algorithm in algorithms:
            try:
                key = Key.of_jwk(data, algorithm=algorithm)
            except BadKey:
                continue
            found.setdefault(key.kid, key)
            break
    return found
