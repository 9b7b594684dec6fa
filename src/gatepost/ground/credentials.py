"""The text form of secrets that clients hold.

A bearer secret is `gp<kind>_` + 43 signs (256 bits) + 6 signs of CRC32: scanners find a leaked one, a double
click selects it, and junk is refused without a query. Codes that people type have no look-alike signs.
"""

import re
import secrets
import string
import unicodedata
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
CODE_SIGNS = "BCDFGHJKLMNPQRSTVWXZ2345679"
BASE36 = string.digits + string.ascii_lowercase
SECRET_SIGNS = 43
CHECK_SIGNS = 6
SHORTEST_LINK = 20
PAIRED = re.compile(r"[0-9a-z]{6}-[0-9a-f]{32}")


def _written(number: int, width: int, signs: str = BASE62) -> str:
    written = []
    for _ in range(width):
        number, rest = divmod(number, len(signs))
        written.append(signs[rest])
    return "".join(reversed(written))


def _checksum(text: str, signs: str = BASE62) -> str:
    return _written(zlib.crc32(text.encode()), CHECK_SIGNS, signs)


def make(kind: str, number: int | None = None) -> str:
    """A new bearer secret.

    Args:
        kind: `s` session, `a` access token, `r` refresh token, `k` API key, `i` invitation, `v` mailed link,
            `t` trusted browser.
        number: Its 256 bits, where they are not to be drawn.
    """
    body = f"gp{kind}_{_written(secrets.randbits(256) if number is None else number, SECRET_SIGNS)}"
    return body + _checksum(body)


def number_of(text: str) -> int:
    """The 256 bits of a well-formed one."""
    number = 0
    for sign in text[4:-CHECK_SIGNS]:
        number = number * 62 + BASE62.index(sign)
    return number


def well_formed(kind: str, text: str) -> bool:
    """Whether a text has the form of such a secret; says nothing about its worth."""
    if len(text) != 4 + SECRET_SIGNS + CHECK_SIGNS or not text.isascii() or not text.startswith(f"gp{kind}_"):
        return False
    return secrets.compare_digest(_checksum(text[:-CHECK_SIGNS]), text[-CHECK_SIGNS:])


def paired() -> str:
    """A token for links that name their user beside it, `xxxxxx-<32 hex digits>`: 128 bits behind their checksum."""
    body = secrets.token_hex(16)
    return f"{_checksum(body, BASE36)}-{body}"


def well_formed_paired(text: str) -> bool:
    """Whether a text has the form of such a token."""
    if PAIRED.fullmatch(text) is None:
        return False
    check, _, body = text.partition("-")
    return secrets.compare_digest(_checksum(body, BASE36), check)


def suffix() -> str:
    """An ending for a name that is taken: six signs, 28 bits."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(6)).lower()


def mailed_code() -> str:
    """A code for mails, `XXXX-XXXX`, 38 bits."""
    signs = [secrets.choice(CODE_SIGNS) for _ in range(8)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def sms_code() -> str:
    """A code for SMS: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def normal_code(text: str) -> str:
    """A typed code in one spelling: no blanks or dashes, upper case, full-width signs folded."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in folded if sign.isalnum())


def looks_like_link(text: str) -> bool:
    """Whether a text is the key of a link and not a code that somebody typed."""
    return len(text) >= SHORTEST_LINK
