"""Users whose passwords another system hashed log in by every entry point, and are rehashed once."""

import base64
import hashlib
import hmac
import logging

import bcrypt
import msgspec
import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from tests.client import Api
from tests.hashers import FIREBASE, FIREBASE_HASH, FIREBASE_SALT, CountingHasher
from tests.password_logins import LOGINS
from tests.users import BOB, make_user
from werkzeug.security import generate_password_hash

from gatepost import django_settings
from gatepost.features.password import hashing
from gatepost.features.password.foreign_hashes import formats

TYPED = "Cr\u00e8me br\u00fbl\u00e9e 42"
LONG = "0123456789" * 9
SALT, KEY = b"\x00salt$\xff", b"pepper"


def b64(raw):
    return base64.b64encode(raw).decode().rstrip("=")


def given(algorithm, digest, **rest):
    """Auth0's `custom_password_hash` for a digest in hexadecimal."""
    return {"algorithm": algorithm, "hash": {"value": digest.hex(), "encoding": "hex"}, **rest}


def from_auth0(found):
    return formats.from_auth0(msgspec.convert(found, formats.Auth0))


def wordpress(password):
    """A hash as WordPress 6.8 writes it; PHP marks bcrypt by `2y`."""
    read = base64.b64encode(hmac.digest(b"wp-sha384", password.strip().encode(), "sha384"))
    return "$wp$2y" + bcrypt.hashpw(read, bcrypt.gensalt(4)).decode().removeprefix("$2b")


SALT_BEFORE = {"value": base64.b64encode(SALT).decode(), "encoding": "base64"}
UTF16 = TYPED.encode("utf-16-le")
# Made by Django 4.2, passlib 1.7.4 and the other systems' own libraries.
HASHES = {
    "django sha1": (TYPED, "sha1$f3dqpwX5qswEAFiVzFeH0n$04a1c4d51862367a65502705221c6045cf64d467"),
    "django md5": (TYPED, "md5$nNL7dh7C45BFfChXhc6egf$18c4454234a7ccd02f3f1174b8e78acf"),
    "django unsalted sha1": (TYPED, "sha1$$38c7e4daf7043e3dae238b9f1bb1cc3a814bf0ab"),
    "django unsalted md5": (TYPED, "e90f6c28bbb84f66a267cf78528a93c9"),
    "django unsalted md5, marked": (TYPED, "md5$$e90f6c28bbb84f66a267cf78528a93c9"),
    "passlib pbkdf2_sha1": (TYPED, "$pbkdf2$1000$lBLinBOCcK5VSsm5d.79Xw$e/JWuFowKmEgj/8gBaXt96xwYj0"),
    "passlib pbkdf2_sha256": (
        TYPED,
        "$pbkdf2-sha256$1000$U2qNMWYsZawVghDCuBdiDA$tstKVS1hwiqYJI3KM7QeWWjquHSuWlEolbxMJ6KFhNQ",
    ),
    "passlib pbkdf2_sha512": (
        TYPED,
        (
            "$pbkdf2-sha512$1000$6P3/n3OOkZKSkjIG4DznXA$"
            "4dEdUmXB.qyg4kK4Rwy62DaCzw3ct4AgKRrbCiaXuxUe0fXEhfzIwrv6lW8hW31GYjv9ih0k6Jk7XJ7mOxGmZA"
        ),
    ),
    "ldap PBKDF2": (TYPED, "{PBKDF2}1000$rDVmjDGGsLY2hvCekzKGMA$YCqk6kr/RJ1R7MGnprJ9hWbO8y8"),
    "ldap PBKDF2-SHA512": (
        TYPED,
        (
            "{PBKDF2-SHA512}1000$A2DMmXMupTTmHCNEyJnTGg$"
            "7bKaJkfjbqzh5Ch7oP..DbTkMPK2wpIm6H/WYzTp0LQXZkKYVn55kDYexYB.fxedMsR44h6fx6TgymGjBrDQTQ"
        ),
    ),
    "passlib scrypt": (
        TYPED,
        "$scrypt$ln=10,r=8,p=1$Xqu1lvI+J8TYm7P2fm8NAQ$MSHLI4Eb54skVRuMc6O+bieEZlR5YJcY/1aaDLoFw9o",
    ),
    "phpass P": (TYPED, "$P$6zYxwAwz8ng8jsbXtsJqMSKHlA9beT1"),
    "phpass H": (TYPED, "$H$6Da7hCWsUA.YRMOLAUDcrjn3hbol/j."),
    "ldap MD5": (TYPED, "{MD5}6Q9sKLu4T2aiZ894UoqTyQ=="),
    "ldap SHA": (TYPED, "{SHA}OMfk2vcEPj2uI4ufG7HMOoFL8Ks="),
    "ldap SMD5": (TYPED, "{SMD5}6Gh1zDTJe9pp/HcNETcIIRujNCY="),
    "ldap SSHA": (TYPED, "{SSHA}DDBlDS4Lc15CI/8Azl0gJjNuN+sCoDTm"),
    "ldap SSHA, small letters": (TYPED, "{ssha}DDBlDS4Lc15CI/8Azl0gJjNuN+sCoDTm"),
    "ldap SSHA256": (TYPED, "{SSHA256}PoMtvmj9iHqAVUCsabqwRmUqOHydV5XZ1VMVyij97qX4X6t1DuEcgw=="),
    "ldap SSHA512": (
        TYPED,
        "{SSHA512}/CKEFtaBi2DDAJrPFB2oW0yhIyZKNrLZvMQycDhgvsVRDVbF0I6Y5Kjrw4CdtTsT7Dlcv37fKFtz7a7DjwqG2HBOqRVijNG6",
    ),
    "bcrypt 2a": (TYPED, "$2a$04$.36oIalED0B5M6cfO2u1.u5yIuXXOOF/XkqBTmW9HvKJQJYP49gJi"),
    "bcrypt 2b": (TYPED, "$2b$04$hp9gy1kKtVObabRJCQ2AGu0ho3YXc3P8I0DwpTjN.n1XOquxndWma"),
    "bcrypt 2y": (TYPED, "$2y$04$zn3bzLH5rWVfi5Qz.dutheTzg04WAdbR2mO73wGop6mPJ2P0lIqlm"),
    "bcrypt, a password of 90 bytes": (LONG, "$2b$04$F8uF3GTHB1.1wnqfvf3qT.DDFXwgIpXZ2M5Wfhe1Ou2/hu1/lMf4m"),
    "wordpress": (TYPED, wordpress(TYPED)),
    "wordpress, a password of 90 bytes": (LONG, wordpress(LONG)),
    "argon2": (TYPED, "$argon2id$v=19$m=64,t=1,p=1$L0WolZKS8n6P8V7LWcu51w$VVonE2lnEhwPkr30cWNbKF5QFWBeV1JCZiuGpOpnOR8"),
    "werkzeug scrypt": (TYPED, generate_password_hash(TYPED)),
    "werkzeug pbkdf2": (TYPED, generate_password_hash(TYPED, "pbkdf2:sha256:1000")),
    "werkzeug pbkdf2 sha1": (TYPED, generate_password_hash(TYPED, "pbkdf2:sha1:1000")),
    "werkzeug pbkdf2 sha512": (TYPED, generate_password_hash(TYPED, "pbkdf2:sha512:1000")),
}
AUTH0 = {
    "auth0 md5": (TYPED, given("md5", hashlib.md5(TYPED.encode()).digest())),
    "auth0 sha1, salt first": (
        TYPED,
        given("sha1", hashlib.sha1(SALT + TYPED.encode()).digest(), salt=SALT_BEFORE),
    ),
    "auth0 sha512, salt last": (
        TYPED,
        given(
            "sha512", hashlib.sha512(TYPED.encode() + b"pinch").digest(), salt={"value": "pinch", "position": "suffix"}
        ),
    ),
    "auth0 sha256 of UTF-16": (
        TYPED,
        given("sha256", hashlib.sha256(UTF16).digest(), password={"encoding": "utf16le"}),
    ),
    "auth0 hmac": (
        TYPED,
        given(
            "hmac",
            b"",
            hash={
                "value": base64.b64encode(hmac.digest(KEY, TYPED.encode(), "sha256")).decode(),
                "encoding": "base64",
                "digest": "sha256",
                "key": {"value": KEY.hex(), "encoding": "hex"},
            },
        ),
    ),
    "auth0 scrypt": (
        TYPED,
        given(
            "scrypt",
            hashlib.scrypt(TYPED.encode(), salt=SALT, n=1024, r=8, p=1, dklen=64),
            salt=SALT_BEFORE,
            cost=1024,
            keylen=64,
        ),
    ),
}


@pytest.fixture(autouse=True)
def _project(settings, configure):
    settings.ROOT_URLCONF = "tests.password_logins"
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher", *django_settings.hashers(None)]
    configure(password={"firebase": FIREBASE})


def bob_with(encoded):
    bob = make_user()
    bob.is_staff = True
    bob.password = encoded
    bob.save()
    return bob


def hashed_by(bob):
    bob.refresh_from_db()
    return identify_hasher(bob.password).algorithm


@pytest.fixture(params=[*HASHES, *AUTH0, "firebase"])
def foreign(request):
    """A password, and its hash as it is stored."""
    if request.param == "firebase":
        return "user1password", formats.from_firebase(FIREBASE_SALT, FIREBASE_HASH)
    if request.param in AUTH0:
        typed, found = AUTH0[request.param]
        return typed, from_auth0(found)
    typed, written = HASHES[request.param]
    return typed, formats.stored(written)


def test_a_password_of_another_system_logs_in_and_is_rehashed_once(foreign, db):
    typed, encoded = foreign
    bob = bob_with(encoded)
    login = LOGINS["native"]
    assert not login("x" + typed)
    assert not login("")
    bob.refresh_from_db()
    assert bob.password == encoded
    assert login(typed)
    assert hashed_by(bob) == "counting"
    rehashed = bob.password
    assert login(typed)
    bob.refresh_from_db()
    assert bob.password == rehashed


def test_a_stored_hash_of_another_system_fits_the_column_and_can_be_stored_again(foreign):
    assert len(foreign[1]) <= 128
    assert formats.stored(foreign[1]) == foreign[1]


@pytest.mark.parametrize("name", LOGINS)
def test_a_password_of_another_system_opens_every_entry_point(name, db):
    bob = bob_with(formats.stored(HASHES["phpass P"][1]))
    assert not LOGINS[name]("wrong-Secret-77")
    assert LOGINS[name](TYPED)
    assert hashed_by(bob) == "counting"


def test_the_admin_shows_a_user_with_a_hash_of_another_system(foreign, admin_client):
    bob = bob_with(foreign[1])
    assert admin_client.get(f"/admin/auth/user/{bob.pk}/change/").status_code == 200


MALFORMED = (
    "digest$sha1$utf-8$suffix$$",
    "digest$sha1$utf-8$suffix$c2FsdA$YQ",
    "digest$md4$utf-8$suffix$c2FsdA$" + b64(bytes(16)),
    "digest$sha1$utf-7$suffix$c2FsdA$" + b64(bytes(20)),
    "digest$sha1$utf-8$around$c2FsdA$" + b64(bytes(20)),
    "digest$sha1$utf-8$suffix$c2FsdA",
    "digest$sha1$utf-8$suffix$\u00e9$" + b64(bytes(20)),
    "hmac$sha256$!$utf-8$suffix$$" + b64(bytes(32)),
    "hmac$sha256",
    "pbkdf2$sha256$0$c2FsdA$" + b64(bytes(32)),
    "pbkdf2$sha256$-1$c2FsdA$" + b64(bytes(32)),
    "pbkdf2$sha256$999999999$c2FsdA$" + b64(bytes(32)),
    "pbkdf2$sha256$1000$c2FsdA$",
    "pbkdf2$" + "$" * 60,
    "raw_scrypt$30$8$1$c2FsdA$" + b64(bytes(32)),
    "raw_scrypt$20$64$1$c2FsdA$" + b64(bytes(32)),
    "raw_scrypt$10$8$9999$c2FsdA$" + b64(bytes(32)),
    "raw_scrypt$10$8$1$$" + b64(bytes(32)),
    "firebase_scrypt$$",
    "firebase_scrypt$c2FsdA",
    "phpass$$P$zaaaaaaaa" + "a" * 22,
    "phpass$$P$Baaaaaaaa" + "z" * 22,
    "phpass$",
    "bcrypt$$2b$31$" + "a" * 53,
    "wordpress$$2y$31$" + "a" * 53,
    "wordpress$$2y$04$short",
    "bcrypt$$2b$04$short",
    "bcrypt$",
    "sha1$salt$zz",
    "sha1$salt$",
    "sha1",
    "md5$",
    "z" * 32,
    "{SSHA}DDBlDS4Lc15CI/8Azl0gJjNuN+sCoDTm",
    "$2b$04$hp9gy1kKtVObabRJCQ2AGu0ho3YXc3P8I0DwpTjN.n1XOquxndWma",
)


@pytest.mark.parametrize("encoded", MALFORMED)
def test_a_broken_hash_opens_nothing_and_breaks_nothing(encoded, db, caplog):
    bob = bob_with(encoded)
    with caplog.at_level(logging.ERROR, "gatepost.passwords"):
        for typed in (TYPED, "", "a" * 200):
            answer = Api("app").post("auth/login", {"email": BOB, "password": typed})
            assert answer.status == 400
    assert any(record.name == "gatepost.passwords" for record in caplog.records)
    bob.refresh_from_db()
    assert bob.password == encoded
    with pytest.raises(ValueError, match=r"."):
        formats._checked(encoded)


@pytest.mark.parametrize("encoded", [one for one in MALFORMED if not one.startswith(("md5", "{", "$", "sha1"))])
def test_djangos_own_check_of_a_broken_hash_does_not_raise(encoded):
    assert not check_password(TYPED, encoded) or encoded == "z" * 32


def test_a_password_that_the_other_system_could_not_encode_matches_nothing(db):
    latin = given("sha1", hashlib.sha1(b"abc").digest(), password={"encoding": "latin1"})
    assert hashing.verify("abc", from_auth0(latin))
    assert hashing.verify("\u0153uf", from_auth0(latin)) is None


def test_a_firebase_hash_without_the_projects_parameters_is_refused_and_named(configure, caplog):
    encoded = formats.from_firebase(FIREBASE_SALT, FIREBASE_HASH)
    configure(password={"firebase": None})
    assert hashing.verify("user1password", encoded) is None
    assert "password.firebase" in caplog.text


@pytest.mark.parametrize("encoded", [None, "!unusable", *MALFORMED])
def test_a_wrong_password_costs_one_hash_of_ours_whatever_is_stored(encoded):
    CountingHasher.calls = 0
    assert hashing.verify("wrong-Secret-77", encoded) is None
    assert CountingHasher.calls == 1


def test_a_wrong_password_costs_one_hash_of_ours_beside_the_foreign_one(foreign):
    CountingHasher.calls = 0
    assert hashing.verify("wrong-Secret-77", foreign[1]) is None
    assert CountingHasher.calls == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "form is unknown"),
        ("plain text", "form is unknown"),
        ("!abc", "unusable"),
        ("{SSHA}OMfk2vcEPj2uI4ufG7HMOoFL8Ks=", "length does not fit"),
        ("scrypt:32767:8:1$salt$" + "00" * 64, "power of two"),
        ("pbkdf2:sha256:999999999$salt$" + "00" * 32, "unsupported number of iterations"),
        ("pbkdf2:whirlpool:1000$salt$" + "00" * 64, "unsupported digest 'whirlpool'"),
        ("$2b$31$hp9gy1kKtVObabRJCQ2AGu0ho3YXc3P8I0DwpTjN.n1XOquxndWma", "unsupported cost 31"),
        ("$argon2id$v=19$m=99999999,t=1,p=1$L0WolZKS8n6P8V7LWcu51w$VVonE2ln", "memory cost"),
        ("pbkdf2_sha256$broken", "not a hash of pbkdf2_sha256"),
        ("pbkdf2:sha256:1000$" + "s" * 200 + "$" + "00" * 32, "longer than the 128 characters"),
    ],
)
def test_a_hash_that_cannot_be_stored_is_refused_with_the_reason(written, said):
    with pytest.raises(ValueError, match=said):
        formats.stored(written)


def test_bcrypt_still_refuses_what_our_hasher_truncates():
    with pytest.raises(ValueError, match="72"):
        bcrypt.hashpw(LONG.encode(), bcrypt.gensalt(4))
