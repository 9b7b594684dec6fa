"""Hashing passwords.

argon2id with 32 MiB, two rounds and one lane is stronger than Django's default and a third of its time;
what Django's hashers made before still verifies, and is made anew at the next login.
Source: RFC 9106; OWASP Password Storage Cheat Sheet.
"""

import contextlib
import os
import threading
from collections.abc import Iterator

from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    get_hasher,
    identify_hasher,
    is_password_usable,
    make_password,
)

from gatepost.errors import UNAVAILABLE, Refused
from gatepost.ground import text

CORES = os.cpu_count() or 1
WAITING_PER_CORE = 3
_slots = threading.BoundedSemaphore(CORES)
_places = threading.BoundedSemaphore(CORES * (1 + WAITING_PER_CORE))


@contextlib.contextmanager
def _slot() -> Iterator[None]:
    """No more hashes are made at once than there are cores, and a short queue waits; the rest is sent away.

    Raises:
        Refused: UNAVAILABLE, with a time to come back.
    """
    if not _places.acquire(blocking=False):
        raise Refused(UNAVAILABLE)
    try:
        with _slots:
            yield
    finally:
        _places.release()


class Argon2(Argon2PasswordHasher):
    """Django's argon2 hasher with our cost; its hashes are readable by Django's own."""

    time_cost = 2
    memory_cost = 32 * 1024
    parallelism = 1


def make(password: str | None) -> str:
    """A hash, or an unusable one for None.

    Raises:
        Refused: UNAVAILABLE, where too many are waiting already.
    """
    if password is None:
        return make_password(None)
    with _slot():
        return make_password(text.password(password))


def verify(password: str, encoded: str | None) -> bool:
    """Whether a password is right. The work is one hash, whoever asks and whatever is stored.

    Raises:
        Refused: UNAVAILABLE, where too many are waiting already.
    """
    with _slot():
        if encoded is None or not is_password_usable(encoded) or not _known(encoded):
            make_password(password)
            return False
        try:
            return check_password(password, encoded)
        except ValueError:  # a hash that is damaged verifies nothing
            return False


def _known(encoded: str) -> bool:
    try:
        identify_hasher(encoded)
    except ValueError:
        return False
    return True


def outdated(encoded: str) -> bool:
    """Whether a hash was made with an older algorithm or cost."""
    hasher = identify_hasher(encoded)
    preferred = get_hasher()
    return hasher.algorithm != preferred.algorithm or preferred.must_update(encoded)
