"""The hasher's first path: `PASSWORD_HASHERS` of existing projects name it."""

from gatepost.features.password.hashing import Argon2

__all__ = ["Argon2"]
