"""Passwords are hashed with argon2id, and older hashes are made anew."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.password import hashing

HASHERS = ["gatepost.features.password.hashing.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _real_hashers(settings):
    settings.PASSWORD_HASHERS = HASHERS


def test_a_hash_is_argon2id_with_our_cost():
    encoded = hashing.make("caf\u00e9")
    assert encoded.startswith("argon2$argon2id$v=19$m=32768,t=2,p=1$")
    assert hashing.verify("caf\u00e9", encoded)
    assert not hashing.verify("cafe", encoded)
    assert not hashing.outdated(encoded, "caf\u00e9")


def test_the_first_path_of_the_hasher_in_a_projects_settings_stays_valid(settings):
    encoded = hashing.make(PASSWORD)
    settings.PASSWORD_HASHERS = ["gatepost.methods.password.hashing.Argon2", HASHERS[1]]
    assert check_password(PASSWORD, encoded)
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=32768,t=2,p=1$")
    assert hashing.verify(PASSWORD, encoded)
    assert not hashing.outdated(encoded, PASSWORD)


@pytest.mark.parametrize("stored", [None, "!unusable", "", "unknown$x", "argon2$broken"])
def test_nothing_verifies_against_what_is_no_hash(stored):
    assert not hashing.verify("x", stored)


@pytest.mark.django_db
def test_an_older_hash_is_made_anew_at_login_and_no_session_ends():
    user = make_user()
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user.save()
    api = logged_in(user)
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id")
    assert api.get("auth/session").status == 200
