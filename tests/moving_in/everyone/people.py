"""Users in every state. Each property is drawn by itself, from the user's number, so that all combinations occur."""

import random

PASSWORD, WRONG = "a-l0ng-Secret", "not-the-Secret"
STYLES = (
    "user{}", "UPPER{}", "Mixed.Case-{}", "J\u00fcrgen{}", "\u540d\u524d{}", "\u0438\u0432\u0430\u043d{}",
    "a+b_{}@host", "someone{}@names.example", "\u2167-{}", "x" * 100 + "{}",
)  # fmt: skip
ADDRESSES = ("u{}@example.org", "Mixed.{}@Example.org", "joerg{}@ex\u00e4mple.org", "a+tag{}@example.org", "")
TWINS = 8
"""Every eighth user has the name of the one before in other letters."""
NEIGHBORS = 41
"""Every forty-first user has the next one's address as the name."""
HASHERS = 12
"""Of so many users each has a password by another hasher, most by MD5."""


class Traits:
    """What a user of this number is like."""

    def __init__(self, number):
        self._draw = random.Random(number)
        style = STYLES[self._draw.randrange(len(STYLES))]
        self.name = style.format(number)
        if number % TWINS == TWINS - 1:
            name = Traits(number - 1).name
            self.name = name.swapcase() if name.swapcase() != name else self.name
        self.address = ADDRESSES[self._draw.randrange(len(ADDRESSES))].format(number)
        self.has_password, self.is_active = not self.one_in(5), not self.one_in(8)

    def one_in(self, count):
        return self._draw.randrange(count) == 0


def names(user_model, number, traits):
    """The columns with a user's name and address; a model may have addresses alone."""
    if user_model.USERNAME_FIELD != "email":
        name = traits.name if number % NEIGHBORS else Traits(number + 1).address or traits.name
        return {"username": user_model.normalize_username(name), "email": traits.address}
    address = traits.address or f"none{number}@example.org"
    if number % TWINS == TWINS - 1:
        address = names(user_model, number - 1, Traits(number - 1))["email"].swapcase()
    return {"email": address}


def make(count, user_model, hashed=None):
    """Insert users as their project would, with their traits; `hashed` makes another password for each number."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - after the set-up

    traits = [Traits(number) for number in range(count)]
    hashed = hashed or (lambda _: make_password(PASSWORD))
    rows = [
        user_model(
            **names(user_model, number, one),
            password=hashed(number) if one.has_password else make_password(None),
            is_active=one.is_active,
        )
        for number, one in enumerate(traits)
    ]
    user_model.objects.bulk_create(rows)
    return list(zip(rows, traits, strict=True))


def by_some_hasher(number, password):
    """A password by one of Django's hashers, at a low cost."""
    from django.contrib.auth import hashers  # noqa: PLC0415 - after the set-up

    class Argon2(hashers.Argon2PasswordHasher):
        time_cost, memory_cost, parallelism = 1, 8, 1

    ways = {
        1: (hashers.PBKDF2PasswordHasher(), {"iterations": 10}),
        2: (hashers.PBKDF2SHA1PasswordHasher(), {"iterations": 10}),
        3: (hashers.ScryptPasswordHasher(), {"n": 16}),
        4: (Argon2(), {}),
    }
    way, cost = ways.get(number % HASHERS, (hashers.MD5PasswordHasher(), {}))
    return way.encode(password, f"saltsaltsalt{number:010d}", **cost)


def hash_fast():
    """Let gatepost upgrade hashes to argon2 of the least cost; the tests are about who gets in."""
    from gatepost.features.password.hashing import Argon2  # noqa: PLC0415 - not there before the move

    Argon2.time_cost, Argon2.memory_cost = 1, 8


def key_of(stored):
    """A security key from what `stored_key` kept."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: PLC0415

    key = SoftwareAuthenticator("http://localhost")
    key.credential_id, key.user_handle = bytes.fromhex(stored["id"]), bytes.fromhex(stored["handle"])
    key._key = load_pem_private_key(stored["pem"].encode(), None)
    return key


def stored_key(key):
    """A security key as JSON."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    pem = key._key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"id": key.credential_id.hex(), "handle": key.user_handle.hex(), "pem": pem.decode()}
