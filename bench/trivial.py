"""A hasher that costs nothing, so that what is measured is everything else."""

from django.contrib.auth.hashers import BasePasswordHasher


class Hasher(BasePasswordHasher):
    algorithm = "trivial"

    def salt(self):
        return "s"

    def encode(self, password, salt):
        return f"trivial${salt}${password}"

    def verify(self, password, encoded):
        return encoded == f"trivial$s${password}"

    def decode(self, encoded):
        return {"algorithm": "trivial", "salt": "s", "hash": encoded}

    def must_update(self, encoded):
        return False

    def harden_runtime(self, password, encoded):
        pass
