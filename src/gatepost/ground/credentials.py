"""The text format of bearer secrets and typed codes.

A bearer secret is `gp<kind>_` + 43 characters (256 bits) + 6 characters of CRC32: secret scanners find a leaked one, a
double click selects it, and malformed input is refused without a query. Typed codes have no look-alike characters.
"""

import re
import secrets
import string
import unicodedata
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
CODE_CHARACTERS = "BCDFGHJKLMNPQRSTVWXZ2345679"
BASE36 = string.digits + string.ascii_lowercase
SECRET_LENGTH = 43
CHECKSUM_LENGTH = 6
SHORTEST_LINK = 20
DJANGO_KEY = re.compile(r"[0-9a-z]{32}")
PAIRED = re.compile(r"[0-9a-z]{6}-[0-9a-f]{32}")


_PAIRS = {alphabet: [one + other for one in alphabet for other in alphabet] for alphabet in (BASE62, BASE36)}


def _written(number: int, width: int, alphabet: str = BASE62) -> str:
    pairs, written = _PAIRS[alphabet], []
    for _ in range((width + 1) // 2):
        number, rest = divmod(number, len(pairs))
        written.append(pairs[rest])
    return "".join(reversed(written))[-width:]


def _checksum(text: str, alphabet: str = BASE62) -> str:
    return _written(zlib.crc32(text.encode()), CHECKSUM_LENGTH, alphabet)


def make(kind: str, number: int | None = None) -> str:
    """A new bearer secret.

    Args:
        kind: `s` session, `a` access token, `r` refresh token, `k` API key, `i` invitation, `v` mailed link,
            `t` trusted browser; of the OAuth provider: `c` authorization code, `o` access token, `d` device code,
            `x` client secret, `m` registration access token.
        number: Its 256 bits, to derive a secret instead of drawing a random one.
    """
    body = f"gp{kind}_{_written(secrets.randbits(256) if number is None else number, SECRET_LENGTH)}"
    return body + _written(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def number_of(text: str) -> int:
    """The 256 bits of a well-formed bearer secret."""
    number = 0
    for character in text[4:-CHECKSUM_LENGTH]:
        number = number * 62 + BASE62.index(character)
    return number


def well_formed(kind: str, text: str) -> bool:
    """Whether a text has the format of such a secret, by its checksum; says nothing about its validity."""
    if len(text) != 4 + SECRET_LENGTH + CHECKSUM_LENGTH or not text.isascii() or not text.startswith(f"gp{kind}_"):
        return False
    return secrets.compare_digest(_checksum(text[:-CHECKSUM_LENGTH]), text[-CHECKSUM_LENGTH:])


def is_django_key(text: str) -> bool:
    """Whether a text has the format of the keys that Django's own session engines make."""
    return DJANGO_KEY.fullmatch(text) is not None


def paired() -> str:
    """A token for links that also contain the user's id, `<checksum>-<32 hex digits>`: 128 bits."""
    body = secrets.token_hex(16)
    return f"{_checksum(body, BASE36)}-{body}"


def well_formed_paired(text: str) -> bool:
    """Whether a text has the format of such a token, by its checksum."""
    if PAIRED.fullmatch(text) is None:
        return False
    check, _, body = text.partition("-")
    return secrets.compare_digest(_checksum(body, BASE36), check)


def suffix() -> str:
    """A random suffix for a taken username: six characters, 28 bits."""
    return "".join(secrets.choice(CODE_CHARACTERS) for _ in range(6)).lower()


def mailed_code() -> str:
    """A code for mails, `XXXX-XXXX`, 38 bits."""
    characters = [secrets.choice(CODE_CHARACTERS) for _ in range(8)]
    return "".join(characters[:4]) + "-" + "".join(characters[4:])


def sms_code() -> str:
    """A code for SMS: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def normal_code(text: str) -> str:
    """A typed code in its normal form: no spaces or dashes, upper case, full-width characters folded."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isalnum())


def looks_like_link(text: str) -> bool:
    """Whether a text is long enough for the key of a link, and so isn't a typed code."""
    return len(text) >= SHORTEST_LINK
