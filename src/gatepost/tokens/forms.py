"""How opaque tokens look, by kind. Pure.

`key`: `gpk_` and 49 signs, the last six of them a checksum, so that scanners find a leaked one. `authtoken`: 40 hex
digits, as clients of REST framework's tokens know them. `knox`: hex digits behind a prefix of at most ten signs.
"""

import re
import secrets as random

from gatepost.ground import credentials

KEY, AUTHTOKEN, KNOX = "key", "authtoken", "knox"
LOGINS = (AUTHTOKEN, KNOX)
"""Kinds that a login opens and a logout ends; a key is made by a user who is logged in, and outlives that."""

PURPOSES = {KEY: "api-key", AUTHTOKEN: "authtoken", KNOX: "knox"}
"""Purposes of their digests: the text of one kind is worthless as another."""

AUTHTOKEN_DIGITS = 40
KNOX_DIGITS = 64
_FORMS = {
    AUTHTOKEN: re.compile(r"[0-9a-f]{40}"),
    KNOX: re.compile(r"[\x21-\x7e]{0,10}?[0-9a-f]{32,128}"),
}


def make(kind: str, *, prefix: str = "", digits: int = KNOX_DIGITS) -> str:
    """A new text.

    Args:
        kind: Which.
        prefix: What stands before the digits of a knox token.
        digits: How many a knox token has, even, 32 to 128.
    """
    if kind == KEY:
        return credentials.make("k")
    if kind == AUTHTOKEN:
        return random.token_hex(AUTHTOKEN_DIGITS // 2)
    return prefix + random.token_hex(digits // 2)


def well_formed(kind: str, text: str) -> bool:
    """Whether a text has the form of such a token; says nothing about its worth."""
    if kind == KEY:
        return credentials.well_formed("k", text)
    return _FORMS[kind].fullmatch(text) is not None


def hint(kind: str, text: str) -> str:
    """The first signs, which may be shown: of a random part never more than 32 bits."""
    return text[:12] if kind == KEY else text[:8]
