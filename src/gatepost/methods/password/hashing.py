"""Hashing passwords.

argon2id with 32 MiB, two rounds and one lane is stronger than Django's default and a third of its time;
what Django's hashers made before still verifies, and is made anew at the next login.
Source: RFC 9106; OWASP Password Storage Cheat Sheet.
"""

import os
import threading

from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    get_hasher,
    identify_hasher,
    is_password_usable,
    make_password,
)

from gatepost.ground import text

_slots = threading.BoundedSemaphore(os.cpu_count() or 1)


class Argon2(Argon2PasswordHasher):
    """Django's argon2 hasher with our cost; its hashes are readable by Django's own."""

    time_cost = 2
    memory_cost = 32 * 1024
    parallelism = 1


def make(password: str | None) -> str:
    """A hash, or an unusable one for None. No more are made at once than there are cores."""
    if password is None:
        return make_password(None)
    with _slots:
        return make_password(text.password(password))


def verify(password: str, encoded: str | None) -> bool:
    """Whether a password is right. The work is one hash, whoever asks and whatever is stored."""
    with _slots:
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
