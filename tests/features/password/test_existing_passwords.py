"""A password that Django hashed as typed opens every entry point, and is then rehashed in our form (NFC)."""

import unicodedata

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.test import Client
from tests.client import Api
from tests.hashers import CountingHasher
from tests.password_logins import LOGINS, sent
from tests.users import BOB, NEW, logged_in, make_user

from gatepost.features.password import hashing

TYPED = unicodedata.normalize("NFD", "Schl\u00fcssel-\u00e9t\u00e9-77")
NORMAL = unicodedata.normalize("NFC", TYPED)
LONG = "long-Secret-" * 50
LONG_TYPED = TYPED * 30
assert TYPED != NORMAL


def stored(password):
    """Bob, whose hash Django made of the text as it is."""
    bob = make_user()
    bob.is_staff = True
    bob.set_password(password)
    bob.save()
    return bob


def rehashed(bob, normal=NORMAL):
    bob.refresh_from_db()
    return check_password(normal, bob.password)


@pytest.fixture(autouse=True)
def _project(settings):
    settings.ROOT_URLCONF = "tests.password_logins"


@pytest.fixture(params=LOGINS)
def login(request, db):
    return LOGINS[request.param]


@pytest.mark.parametrize("typed", [TYPED, LONG, LONG_TYPED], ids=["NFD", "long", "long NFD"])
def test_a_hash_that_django_made_opens_every_wire_and_is_rehashed_in_our_form(login, typed):
    bob = stored(typed)
    assert login(typed)
    assert rehashed(bob, unicodedata.normalize("NFC", typed))
    assert login(typed)


def test_after_the_rehash_both_spellings_open_every_wire(login):
    stored(TYPED)
    assert login(TYPED)
    assert login(NORMAL)
    assert login(TYPED)


def test_a_wrong_password_of_decomposed_characters_opens_nothing(login):
    bob = stored(TYPED)
    assert not login(TYPED + "x")
    assert not login(unicodedata.normalize("NFKD", TYPED + "\ufb01"))
    assert not rehashed(bob)


def test_createsuperuser_with_a_decomposed_password_can_log_in(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", TYPED)
    call_command("createsuperuser", "--noinput", username="root", email="root@example.org")
    assert authenticate(None, username="root", password=TYPED) is not None
    assert rehashed(get_user_model().objects.get(username="root"))


def test_the_rehash_ends_no_session(db):
    bob = stored(TYPED)
    api = logged_in(bob)
    assert LOGINS["native"](TYPED)
    assert rehashed(bob)
    assert api.get("auth/session").status == 200


@pytest.mark.parametrize("typed", [TYPED, LONG, LONG_TYPED], ids=["NFD", "long", "long NFD"])
def test_a_hash_that_django_made_is_enough_to_reauthenticate_and_is_rehashed(api, typed):
    bob = stored(typed)
    inside = logged_in(bob, api.client)
    assert inside.post("auth/reauthenticate", {"password": typed}).status == 200
    assert rehashed(bob, unicodedata.normalize("NFC", typed))
    assert inside.get("auth/session").status == 200


def test_a_hash_that_django_made_is_the_current_password_of_the_native_api(api):
    bob = stored(LONG_TYPED)
    inside = logged_in(bob, api.client)
    change = {"current_password": LONG_TYPED, "new_password": NEW}
    assert inside.post("account/password/change", change).status == 200
    assert rehashed(bob, NEW)


def test_a_hash_that_django_made_is_the_old_password_of_the_cookie_wire(db):
    bob = stored(LONG_TYPED)
    browser = logged_in(bob, "browser").http
    browser.handler.enforce_csrf_checks = False
    body = {"old_password": LONG_TYPED, "new_password": NEW}
    assert browser.post("/api/password-change/", body, content_type="application/json").status_code == 200
    assert rehashed(bob, NEW)


def test_a_hash_that_django_made_is_the_old_password_of_dj_rest_auth(db, configure):
    configure(rest_auth={"old_password_field_enabled": True})
    bob = stored(LONG_TYPED)
    token = Client().post("/rest/login/", {"username": "bob", "password": LONG_TYPED}).json()["key"]
    body = {"old_password": LONG_TYPED, "new_password1": NEW, "new_password2": NEW}
    assert sent("/rest/password/change/", body, Authorization=f"Token {token}")
    assert rehashed(bob, NEW)


def test_a_hash_that_django_made_is_the_current_password_of_djoser(db):
    bob = stored(LONG_TYPED)
    token = Client().post("/djoser/token/login/", {"username": "bob", "password": LONG_TYPED}).json()["auth_token"]
    body = {"current_password": LONG_TYPED, "new_password": NEW}
    assert sent("/djoser/users/set_password/", body, status=204, Authorization=f"Token {token}")
    assert rehashed(bob, NEW)


@pytest.mark.parametrize("typed", ["plain-Secret-77", TYPED], ids=["NFC", "NFD"])
def test_a_text_costs_the_same_whatever_is_stored(db, settings, typed):
    right = stored(typed)
    make_user("ann@example.org", "ann")
    make_user("eve@example.org", "eve", password=None)
    gone = make_user("off@example.org", "off", password=typed)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)

    def cost(name):
        before = CountingHasher.calls
        Api("app").post("auth/login", {"username": name, "password": typed})
        return CountingHasher.calls - before

    assert hashing.verify(typed, right.password)
    assert [cost(name) for name in ("ann", "eve", "off", "nobody")] == [1 if typed.isascii() else 2] * 4


@pytest.mark.parametrize("typed", ["x" * 4097, "nul\x00", "half\ud800"])
def test_text_that_cannot_be_a_password_is_wrong_and_never_a_fault(db, typed):
    bob = stored(NORMAL)
    assert authenticate(None, username="bob", password=typed) is None
    assert hashing.verify(typed, bob.password) is None


def test_a_new_password_has_a_limit_that_an_existing_one_does_not(app, post, db):
    bob = stored(LONG)
    inside = logged_in(bob)
    body = {"current_password": LONG, "new_password": "x" * 257}
    assert inside.post("account/password/change", body).codes == [("max_length", "new_password")]
    assert app.post("auth/login", {"email": BOB, "password": "x" * 4097}).codes == [("max_length", "password")]
    app.post("auth/password/request", {"email": BOB})
    reset = app.post("auth/password/reset", {"key": post.key(BOB), "password": "x" * 257})
    assert reset.codes == [("max_length", "password")]


def test_a_sign_up_with_too_long_a_password_makes_no_account(db):
    long = "x-Secret-7" * 30
    body = {"username": "amy", "email": "amy@example.org", "password1": long, "password2": long}
    assert sent("/rest/registration/", body, status=400)
    assert not get_user_model().objects.exists()


def test_a_new_password_of_decomposed_characters_is_the_same_when_it_is_repeated(db):
    body = {"username": "amy", "email": "amy@example.org", "password1": TYPED, "password2": TYPED}
    assert sent("/rest/registration/", body, status=201)
    amy = get_user_model().objects.get()
    assert check_password(NORMAL, amy.password)
