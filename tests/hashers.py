"""A hasher that costs nothing and counts its calls, and a hash of Firebase's."""

import hashlib

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

FIREBASE = {
    "signer_key": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    "salt_separator": "Bw==",
    "rounds": 8,
    "mem_cost": 14,
}
FIREBASE_SALT = "42xEC+ixf3L2lw=="
FIREBASE_HASH = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
"""The example of Firebase's own tool, for the password `user1password`."""


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
