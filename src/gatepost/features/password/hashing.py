"""Password hashing.

argon2id with 32 MiB, two rounds and one lane is stronger than Django's default and takes a third of its time.
Hashes of Django's other hashers, and of other systems (`foreign_hashes`), still verify; the next login replaces them.
Source: RFC 9106; OWASP Password Storage Cheat Sheet.
"""

import logging
import re
import unicodedata
from typing import Literal

from django.contrib.auth.hashers import (
    UNUSABLE_PASSWORD_PREFIX,
    Argon2PasswordHasher,
    check_password,
    get_hasher,
    get_hashers,
    identify_hasher,
    is_password_usable,
    make_password,
)

from gatepost.ground import decisions, limits, text

log = logging.getLogger("gatepost.passwords")
ALGORITHM = re.compile(r"[a-z0-9_]{1,40}")


class Argon2(Argon2PasswordHasher):
    """Django's argon2 hasher with our cost parameters; Django's own hasher can verify its hashes."""

    time_cost = 2
    memory_cost = 32 * 1024
    parallelism = 1


def make(password: str | None) -> str:
    """Hash a password; None gives an unusable hash.

    Raises:
        Refused: UNAVAILABLE if too many requests are waiting already.
    """
    if password is None:
        return make_password(None)
    with limits.hash_slot():
        return make_password(text.normal_password(password))


def verify(typed: str, encoded: str | None, *, trimmed: bool = False) -> str | None:
    """Find the form of a password that a hash was made from: the normalized one (NFC), or the characters as typed.

    Each form is hashed, even after one matches, so that the cost depends only on the text and not on the account.
    If a stored hash can't be checked, the cause is logged.

    Args:
        typed: As typed, of any length; the rules for new passwords don't apply.
        encoded: The stored hash; None for an unknown name.
        trimmed: Whether the text without surrounding spaces may match too.

    Returns:
        The matching form, or None.

    Raises:
        Refused: UNAVAILABLE if too many requests are waiting already.
    """
    forms = text.password_forms(typed, trimmed=trimmed)
    with limits.hash_slot():
        matching = [form for form in forms if _matches(form, encoded or UNUSABLE_PASSWORD_PREFIX)]
    if not encoded:
        decisions.note("hash", "no hash to compare with; a decoy was hashed")
    else:
        decisions.note("hash", f"{algorithm(encoded)}: {'matches' if matching else 'does not match'}")
    return matching[0] if matching else None


def _matches(form: str, encoded: str) -> bool:
    try:
        return check_password(form, encoded) or _refuse(form, encoded)
    except Exception as error:  # noqa: BLE001 - a project's hasher may raise anything; naming it helps to find the fault
        log.error("A password could not be checked: the hasher %r failed: %s", algorithm(encoded), error)  # noqa: TRY400
        make_password(form)
        return False


def _refuse(form: str, encoded: str) -> Literal[False]:
    """Always returns False. Logs if no entry of `PASSWORD_HASHERS` can check a hash.

    A hash of another algorithm costs one of ours in addition, as it does when the password is correct: it is rehashed
    then. Otherwise a fast one would show by its time that the user exists.
    """
    if not is_password_usable(encoded):
        return False
    try:
        hasher = identify_hasher(encoded)
    except ValueError:
        log.error("A password could not be checked: PASSWORD_HASHERS has no hasher for %r", algorithm(encoded))  # noqa: TRY400
        return False
    if hasher.algorithm != get_hasher().algorithm:
        make_password(form)
    return False


def algorithm(encoded: str) -> str:
    """The algorithm named in a hash, for messages; never reveals any other part of it."""
    name = encoded.partition("$")[0] if "$" in encoded else ""
    return name if ALGORITHM.fullmatch(name) else "unknown"


def unloadable() -> list[tuple[str, str]]:
    """Algorithm and cause for each entry of `PASSWORD_HASHERS` whose library can't be loaded."""
    found = []
    for hasher in get_hashers():
        try:
            if hasher.library is not None:
                hasher._load_library()  # type: ignore[attr-defined]  # noqa: SLF001 - Django offers no other way
        except (ValueError, ImportError) as error:
            found.append((str(hasher.algorithm), str(error)))
    return found


def outdated(encoded: str, form: str) -> bool:
    """Whether a hash uses an older algorithm or cost, or was made from an unnormalized form of the password."""
    if not unicodedata.is_normalized("NFC", form):
        return True
    hasher = identify_hasher(encoded)
    preferred = get_hasher()
    return hasher.algorithm != preferred.algorithm or preferred.must_update(encoded)
