"""A hasher that costs nothing and counts its calls."""

import hashlib

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash


class CountingHasher(BasePasswordHasher):
    algorithm = "counting"
    calls = 0

    def salt(self):
        return "salt"

    def encode(self, password, salt):
        type(self).calls += 1
        return f"{self.algorithm}${salt}${hashlib.sha256(password.encode()).hexdigest()}"

    def decode(self, encoded):
        algorithm, salt, text = encoded.split("$")
        return {"algorithm": algorithm, "salt": salt, "hash": text}

    def verify(self, password, encoded):
        return self.encode(password, self.decode(encoded)["salt"]) == encoded

    def safe_summary(self, encoded):
        return {"algorithm": self.algorithm, "hash": mask_hash(encoded)}

    def must_update(self, encoded):
        return not encoded

    def harden_runtime(self, password, encoded):
        pass
