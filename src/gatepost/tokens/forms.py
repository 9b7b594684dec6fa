"""The format of opaque tokens, by kind. Pure.

`key`: `gpk_` and 49 characters, the last six of them a checksum, so that secret scanners find a leaked one.
`authtoken`: 40 hex digits, as in REST framework. `knox`: hex digits after a prefix of at most ten characters.
"""

import re
from secrets import token_hex

from gatepost.ground import credentials

KEY, AUTHTOKEN, KNOX = "key", "authtoken", "knox"
LOGINS = (AUTHTOKEN, KNOX)
"""Kinds that a login issues and a logout revokes; a key is created by a signed-in user and stays valid after that."""

PURPOSES = {KEY: "api-key", AUTHTOKEN: "authtoken", KNOX: "knox"}
"""Purposes of their digests: a text of one kind is invalid as another."""

AUTHTOKEN_DIGITS = 40
KNOX_DIGITS = 64
_FORMS = {
    AUTHTOKEN: re.compile(r"[0-9a-f]{40}"),
    KNOX: re.compile(r"[\x21-\x7e]{0,10}?[0-9a-f]{32,128}"),
}


def make(kind: str, *, prefix: str = "", digits: int = KNOX_DIGITS) -> str:
    """A new text.

    Args:
        kind: `key`, `authtoken` or `knox`.
        prefix: The prefix of a knox token.
        digits: The number of digits of a knox token: even, 32 to 128.
    """
    if kind == KEY:
        return credentials.make("k")
    if kind == AUTHTOKEN:
        return token_hex(AUTHTOKEN_DIGITS // 2)
    return prefix + token_hex(digits // 2)


def well_formed(kind: str, text: str) -> bool:
    """Whether a text has the format of such a token; says nothing about its validity."""
    if kind == KEY:
        return credentials.well_formed("k", text)
    return _FORMS[kind].fullmatch(text) is not None


def hint(kind: str, text: str) -> str:
    """The first characters, which may be shown: never more than 32 bits of the random part."""
    return text[:12] if kind == KEY else text[:8]
