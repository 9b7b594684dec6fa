"""Spaces around a password: kept when it is set. Another server may have removed them, so both forms log in."""

import pytest
from django.contrib.auth.hashers import make_password
from tests.client import Api
from tests.hashers import CountingHasher
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.ground import text

PADDED = f"  {PASSWORD}\t"


@pytest.fixture
def moved(db):
    """Bob, whose password another server stored without the spaces that he types around it."""
    return make_user(password=PASSWORD)


def opens(password, **name):
    return Api("app").post("auth/login", {**(name or {"email": BOB}), "password": password}).status == 200


def test_a_password_that_was_stored_without_surrounding_spaces_was_refused(moved):
    assert opens(PADDED)
    assert opens(PASSWORD)
    assert not opens(f" {PASSWORD}x ")


def test_the_current_password_was_refused_with_surrounding_spaces(moved):
    api = logged_in(moved)
    assert api.post("auth/reauthenticate", {"password": PADDED}).status == 200
    change = {"current_password": PADDED, "new_password": NEW}
    assert api.post("account/password/change", change).status == 200


def test_a_password_that_was_stored_with_surrounding_spaces_needs_them(db):
    make_user(password=PADDED)
    assert opens(PADDED)
    assert not opens(PASSWORD)


def test_a_decomposed_password_between_spaces_is_found(db):
    user = make_user()
    user.password = make_password("cafe\u0301-Secret-77")
    user.save()
    assert opens(" cafe\u0301-Secret-77 ")
    assert opens("caf\u00e9-Secret-77")


def test_spaces_cost_the_same_for_names_that_nobody_has(moved):
    def calls(name):
        before = CountingHasher.calls
        opens(PADDED + "x ", email=name)
        return CountingHasher.calls - before

    assert calls("nobody@example.org") == calls(BOB)


@pytest.mark.parametrize("blank", ["        ", "\u2003" * 9])
def test_a_password_of_spaces_alone_was_one(db, blank):
    body = {"email": "new@example.org", "username": "new", "password": blank}
    assert Api("app").post("auth/signup", body).codes == [("required", "password")]
    assert Api("app").post("auth/login", body).codes == [("required", "password")]


@pytest.mark.parametrize("typed", ["", " ", "a", " a", "e\u0301", " e\u0301 "])
def test_forms_are_listed_once(typed):
    forms = text.password_forms(typed, trimmed=True)
    assert len(forms) == len(set(forms))
