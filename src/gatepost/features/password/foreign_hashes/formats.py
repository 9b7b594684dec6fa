"""Reads password hashes as other systems write them, and returns what the password column stores.

The hashers beside it check the result.
"""

import re
from collections.abc import Callable
from typing import Any, Literal

import msgspec
from django.contrib.auth.hashers import identify_hasher, is_password_usable

from gatepost.features.password.foreign_hashes.hasher import KEPT, b64, supported, unb64

LENGTH = 128
"""The width of Django's password column."""
ARGON2_MEMORY, ARGON2_ROUNDS = range(8, 2**20 + 1), range(1, 33)
CHARSETS = {
    "ascii": "ascii",
    "utf8": "utf-8",
    "utf16le": "utf-16-le",
    "ucs2": "utf-16-le",
    "latin1": "latin-1",
    "binary": "latin-1",
}


class Auth0Text(msgspec.Struct, frozen=True):
    """A value of Auth0's `custom_password_hash` with its encoding."""

    value: str
    encoding: Literal["base64", "hex", "utf8"] = "utf8"

    @property
    def raw(self) -> bytes:
        """The value in bytes.

        Raises:
            ValueError: It isn't in the encoding that it names.
        """
        decoders: dict[str, Callable[[str], bytes]] = {"hex": bytes.fromhex, "base64": unb64, "utf8": str.encode}
        return decoders[self.encoding](self.value)


class Auth0Hash(Auth0Text, frozen=True):
    """The hash itself; `digest` and `key` are those of HMAC."""

    digest: str = ""
    key: Auth0Text | None = None


class Auth0Salt(Auth0Text, frozen=True):
    """The salt, and where it is in what was hashed."""

    position: Literal["prefix", "suffix"] = "prefix"


class Auth0Password(msgspec.Struct, frozen=True):
    """How passwords were encoded before they were hashed."""

    encoding: Literal["ascii", "utf8", "utf16le", "ucs2", "latin1", "binary"] = "utf8"


class Auth0(msgspec.Struct, frozen=True):
    """Auth0's `custom_password_hash`.

    Source: https://auth0.com/docs/manage-users/user-migration/bulk-user-imports.
    """

    algorithm: str
    hash: Auth0Hash
    salt: Auth0Salt = Auth0Salt("")
    password: Auth0Password = Auth0Password()
    cost: int = 16384
    block_size: int = msgspec.field(default=8, name="blockSize")
    parallelization: int = 1


def from_auth0(given: Auth0) -> str:
    """A `custom_password_hash` as it is stored.

    Raises:
        ValueError: Its algorithm is not supported, or it is malformed; the message says what.
    """
    if given.algorithm in ("argon2", "bcrypt", "ldap", "pbkdf2"):
        return stored(given.hash.value)
    if given.algorithm == "scrypt":
        cost = f"{_log2(str(given.cost))}${given.block_size}${given.parallelization}"
        return _checked(f"raw_scrypt${cost}${b64(given.salt.raw)}${b64(given.hash.raw[:KEPT])}")
    rest = (
        f"{CHARSETS[given.password.encoding]}${given.salt.position}${b64(given.salt.raw)}${b64(given.hash.raw[:KEPT])}"
    )
    if given.algorithm == "hmac":
        key = given.hash.key.raw if given.hash.key is not None else b""
        return _checked(f"hmac${given.hash.digest}${b64(key)}${rest}")
    supported(given.algorithm, ("md5", "sha1", "sha256", "sha512"), "algorithm")
    return _checked(f"digest${given.algorithm}${rest}")


def to_auth0(encoded: str) -> dict[str, Any] | None:
    """A stored hash as Auth0 imports it; None if it can't be expressed."""
    algorithm, _, rest = encoded.partition("$")
    if algorithm == "bcrypt":
        return {"password_hash": rest}
    if algorithm == "argon2":
        return {"custom_password_hash": {"algorithm": "argon2", "hash": {"value": f"${rest}", "encoding": "utf8"}}}
    if algorithm in ("pbkdf2_sha256", "pbkdf2_sha1"):
        iterations, salt, hashed = rest.split("$")
        cost = f"i={iterations},l={len(unb64(hashed))}"
        value = f"${algorithm.replace('_', '-')}${cost}${b64(salt.encode())}${hashed.rstrip('=')}"
        return {"custom_password_hash": {"algorithm": "pbkdf2", "hash": {"value": value, "encoding": "utf8"}}}
    return None


def from_firebase(salt: str, hashed: str) -> str:
    """The salt and hash of a Firebase user as they are stored.

    Raises:
        ValueError: They are malformed, or the project's parameters are missing from the settings.
    """
    return _checked(f"firebase_scrypt${b64(_url_safe(salt))}${b64(_url_safe(hashed)[:KEPT])}")


def stored(written: str) -> str:
    """A hash as the password column stores it.

    Args:
        written: A hash of Django's, or in the form of bcrypt, argon2, phpass, WordPress, Werkzeug, passlib or LDAP.

    Raises:
        ValueError: The form is unknown, its hasher is not in `PASSWORD_HASHERS`, or the hash is malformed.
    """
    for pattern, convert in FORMS:
        if found := pattern.fullmatch(written):
            return _checked(convert(*found.groups()))
    return _checked(written)


def _checked(encoded: str) -> str:
    if not is_password_usable(encoded):
        raise ValueError("it marks an unusable password; leave it out")
    if len(encoded) > LENGTH:
        raise ValueError(f"it would be longer than the {LENGTH} characters of the password column")
    try:
        hasher = identify_hasher(encoded)
    except ValueError:
        raise ValueError("its form is unknown, or PASSWORD_HASHERS has no hasher for it") from None
    try:
        hasher.decode(encoded)
    except (AssertionError, ValueError) as error:
        raise ValueError(f"it is not a hash of {hasher.algorithm}: {error}") from None
    return encoded


def _bcrypt(written: str) -> str:
    return f"bcrypt${written}"


def _wordpress(written: str) -> str:
    return f"wordpress${written}"


def _argon2(written: str, memory: str, rounds: str) -> str:
    supported(int(memory), ARGON2_MEMORY, "memory cost of argon2")
    supported(int(rounds), ARGON2_ROUNDS, "time cost of argon2")
    return f"argon2{written}"


def _phpass(written: str) -> str:
    return f"phpass${written}"


def _werkzeug_pbkdf2(digest: str, iterations: str | None, salt: str, hashed: str) -> str:
    return f"pbkdf2${digest}${iterations or 1000}${b64(salt.encode())}${b64(bytes.fromhex(hashed)[:KEPT])}"


def _werkzeug_scrypt(cost: str, block: str, lanes: str, salt: str, hashed: str) -> str:
    return f"raw_scrypt${_log2(cost)}${block}${lanes}${b64(salt.encode())}${b64(bytes.fromhex(hashed)[:KEPT])}"


def _passlib_pbkdf2(digest: str | None, iterations: str, salt: str, hashed: str) -> str:
    return f"pbkdf2${(digest or 'sha1').lower()}${iterations}${b64(_passlib(salt))}${b64(_passlib(hashed)[:KEPT])}"


def _passlib_scrypt(log2: str, block: str, lanes: str, salt: str, hashed: str) -> str:
    return f"raw_scrypt${log2}${block}${lanes}${b64(_passlib(salt))}${b64(_passlib(hashed)[:KEPT])}"


def _ldap(salted: str, scheme: str, contents: str) -> str:
    digest = {"sha": "sha1"}.get(scheme.lower(), scheme.lower())
    raw = unb64(contents)
    size = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}[digest]
    if len(raw) < size or (len(raw) > size) != bool(salted):
        raise ValueError("its length does not fit its scheme")
    return f"digest${digest}$utf-8$suffix${b64(raw[size:])}${b64(raw[:size][:KEPT])}"


def _log2(cost: str) -> int:
    number = int(cost)
    if number < 2 or number & (number - 1):  # noqa: PLR2004
        raise ValueError("the cost of scrypt must be a power of two")
    return number.bit_length() - 1


def _passlib(text: str) -> bytes:
    """Decode passlib's base64, which has `.` instead of `+`."""
    return unb64(text.replace(".", "+"))


def _url_safe(text: str) -> bytes:
    """Decode either alphabet of base64: Firebase's tools have written both."""
    return unb64(text.replace("-", "+").replace("_", "/"))


B64 = r"[A-Za-z0-9+/=]+"
FORMS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, re.ASCII), convert)
    for pattern, convert in (
        (r"(?:\{CRYPT\}|\{BCRYPT\})?(\$2[aby]\$\d\d\$[./A-Za-z0-9]{53})", _bcrypt),
        (r"\$wp(\$2y\$\d\d\$[./A-Za-z0-9]{53})", _wordpress),
        (r"(\$argon2(?:id|i|d)\$(?:v=19\$)?m=(\d{1,9}),t=(\d{1,9}),p=\d{1,3}\$" + B64 + r"\$" + B64 + ")", _argon2),
        (r"(\$[PH]\$[./0-9A-Za-z]{31})", _phpass),
        (r"pbkdf2:(\w+)(?::(\d{1,9}))?\$([^$]*)\$([0-9a-f]+)", _werkzeug_pbkdf2),
        (r"scrypt:(\d{1,9}):(\d{1,9}):(\d{1,9})\$([^$]*)\$([0-9a-f]+)", _werkzeug_scrypt),
        (r"\$pbkdf2(?:-(\w+))?\$(?:i=)?(\d{1,9})(?:,l=\d+)?\$([./A-Za-z0-9+=]*)\$([./A-Za-z0-9+=]+)", _passlib_pbkdf2),
        (r"\{PBKDF2(?:-(\w+))?\}(\d{1,9})\$([./A-Za-z0-9]*)\$([./A-Za-z0-9]+)", _passlib_pbkdf2),
        (
            r"\$scrypt\$ln=(\d{1,9}),r=(\d{1,9}),p=(\d{1,9})\$([./A-Za-z0-9+=]*)\$([./A-Za-z0-9+=]+)",
            _passlib_scrypt,
        ),
        (r"(?i:\{(S?)(MD5|SHA|SHA224|SHA256|SHA384|SHA512)\})(" + B64 + ")", _ldap),
    )
)
