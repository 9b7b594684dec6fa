"""Rows F and I: keys, identifiers, inputs."""

import itertools
import json

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle

pytestmark = pytest.mark.django_db


def ask_reset(post):
    Api("app").post("auth/password/request", {"email": BOB})
    return post.key(BOB)


def reset(key, password=NEW):
    return Api("app").post("auth/password/reset", {"key": key, "password": password})


def test_f4_f13_a_reset_key_dies_of_use_age_and_any_change_of_the_password(bob, post, clock):
    key = ask_reset(post)
    assert reset(key).status == 401
    assert reset(key).codes == [("invalid_password_reset", "key")]
    key = ask_reset(post)
    clock.forward(3601)
    assert reset(key).codes == [("invalid_password_reset", "key")]
    first, second = ask_reset(post), ask_reset(post)
    assert reset(second).status == 401
    assert reset(first).codes == [("invalid_password_reset", "key")]
    key = ask_reset(post)
    bob.refresh_from_db()
    api = logged_in(bob)
    assert api.post("account/password/change", {"current_password": NEW, "new_password": PASSWORD}).status == 200
    assert reset(key).codes == [("invalid_password_reset", "key")]


def test_f13_a_reset_key_stays_dead_when_a_disabled_account_is_enabled_again(bob, post):
    key = ask_reset(post)
    lifecycle.set_active(bob.pk, active=False)
    lifecycle.set_active(bob.pk, active=True)
    assert reset(key).codes == [("invalid_password_reset", "key")]


@pytest.mark.parametrize("key", ["", None, [], {}, ["x"], {"a": 1}, True, 7, "gpv_" + "0" * 49])
def test_f10_nothing_but_the_key_opens_a_reset(bob, key, post):
    ask_reset(post)
    assert reset(key).status == 400
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_f14_a_secret_of_one_kind_is_never_another(bob, configure, post):
    configure(code={"link": True}, accounts={"email_verification": "optional"})
    keys = {}
    logged_in(bob).post("account/email", {"email": "second@example.org"})
    keys["auth/email/verify"] = post.key("second@example.org")
    Api("app").post("auth/code/request", {"email": BOB})
    keys["auth/code/confirm"] = post.key(BOB)
    keys["auth/password/reset"] = ask_reset(post)
    for (path, _), (_, key) in itertools.permutations(keys.items(), 2):
        answer = Api("app").post(path, {"key": key, "code": key, "password": NEW})
        assert answer.status in (400, 409), path
    for path, key in keys.items():
        if path == "auth/password/reset":  # the login by code made the first one useless
            key = ask_reset(post)  # noqa: PLW2901
        answer = Api("app").post(path, {"key": key, "code": key, "password": NEW})
        assert answer.status in (200, 401), (path, answer)


def test_f9_f18_nobody_writes_what_is_not_theirs(configure):
    body = {
        "email": BOB,
        "username": "bob",
        "password": PASSWORD,
        "is_superuser": True,
        "is_staff": True,
        "id": 1,
        "verified": True,
        "groups": [1],
    }
    api = Api("app")
    foreign = set(body) - {"email", "username", "password"}
    assert api.post("auth/signup", body).codes == [("unknown_field", name) for name in sorted(foreign)]
    configure(accounts={"refuse_unknown_fields": False})
    assert api.post("auth/signup", body).status == 200
    user = get_user_model().objects.get()
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert api.get("account/email").body["data"][0]["verified"] is False
    assert api.post("auth/login", {"email": BOB, "password": {"$ne": 1}}).codes == [
        ("email_password_mismatch", "password")
    ]


@pytest.mark.parametrize("typed", ["BOB@EXAMPLE.ORG", "ｂob@example.org", "bob@ｅxample.org"])
def test_f15_mail_goes_to_the_stored_address(bob, typed, post):
    Api("app").post("auth/password/request", {"email": typed})
    assert [to for to, _, _ in post.all()] == [BOB]
    body = {"email": typed, "username": "x", "password": PASSWORD}
    assert Api("app").post("auth/signup", body).codes == [("email_taken", "email")]


def test_f15_a_look_alike_is_somebody_else(bob, post):
    Api("app").post("auth/password/request", {"email": "bob@examp\u0131e.org"})
    assert BOB not in [to for to, _, _ in post.all()]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("\u0430dmin", "invalid"),
        ("ad\u200dmin", "invalid"),
        ("ADMIN", "username_taken"),
        ("\uff41dmin", "username_taken"),
        ("ad\u202emin", "invalid"),
        ("x" * 151, "max_length"),
    ],
)
def test_f16_names_that_hide_something_are_refused(name, code):
    make_user("admin@example.org", "admin")
    body = {"email": "x@example.org", "username": name, "password": PASSWORD}
    assert Api("app").post("auth/signup", body).codes == [(code, "username")]


def test_f17_a_deleted_users_keys_open_nothing_of_the_next(bob, post):
    api, key = logged_in(bob), ask_reset(post)
    lifecycle.delete(bob.pk)
    make_user()
    assert api.get("auth/session").status == 410
    assert reset(key).codes == [("invalid_password_reset", "key")]


def test_i1_i5_passwords_count_to_the_last_sign_and_blank(configure):
    long = "s3cret-" * 12
    body = {"email": BOB, "username": "bob", "password": " " + long + "a "}
    assert Api("app").post("auth/signup", body).status == 200
    for wrong in (long + "a", " " + long + "b ", " " + long + "A "):
        assert Api("app").post("auth/login", {"email": BOB, "password": wrong}).status == 400
    assert Api("app").post("auth/login", {"email": BOB, "password": body["password"]}).status == 200


@pytest.mark.parametrize("field", ["email", "username", "password"])
@pytest.mark.parametrize("raw", ["a\\u0000b@example.org", "a\\ud800b@example.org"])
def test_i2_nul_and_lone_surrogates_are_bad_input(field, raw):
    good = {"email": BOB, "username": "bob", "password": PASSWORD}
    parts = [f'"{name}": "{raw if name == field else value}"' for name, value in good.items()]
    assert Api("app").call("POST", "auth/signup", raw="{" + ", ".join(parts) + "}").status == 400
    assert not get_user_model().objects.exists()


def test_i3_composed_and_decomposed_passwords_are_one():
    make_user(password="caf\u00e9-Secret-77")
    for typed in ("caf\u00e9-Secret-77", "cafe\u0301-Secret-77"):
        assert Api("app").post("auth/login", {"email": BOB, "password": typed}).status == 200


def test_i4_a_huge_password_reaches_no_hasher():
    from tests.hashers import CountingHasher  # noqa: PLC0415 - only here

    before = CountingHasher.calls
    assert Api("app").post("auth/login", {"email": BOB, "password": "x" * 60_000}).codes == [("max_length", "password")]
    assert CountingHasher.calls == before


def test_i7_an_account_without_password_has_none_to_guess(bob):
    bob.set_unusable_password()
    bob.save()
    for typed in ("", "!", None):
        assert Api("app").post("auth/login", {"email": BOB, "password": typed}).status == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"\xff\xfe{\x00}\x00",
        b'{"a": nan}',
        b'{"a": NaN',
        b'{"a": 1e}',
        b"{" * 100_000,
        b'{"a":' * 20 + b"1" + b"}" * 20,
        b"[" * 60_000,
        b'{"email": "x"' + b" " * 70_000 + b"}",
    ],
)
@pytest.mark.parametrize("client", ["app", "browser"])
def test_i9_broken_bodies_are_a_4xx_of_the_contracts_shape(client, raw):
    answer = Api(client).call("POST", "auth/login", raw=raw)
    assert answer.status in (400, 413)
    if answer.status == 413:
        assert answer.body["errors"][0]["code"] == "too_large"
    else:
        assert answer.response.content == b""


@pytest.mark.parametrize(("more", "status"), [(0, 400), (1, 413)])
def test_i9_a_body_is_read_up_to_64_kib(more, status, bob):
    raw = json.dumps({"email": BOB, "password": "wrong"}).ljust(64 * 1024 + more)
    answer = Api("app").call("POST", "auth/login", raw=raw)
    assert (answer.status, answer.codes[0][0]) == (status, "too_large" if more else "email_password_mismatch")


@pytest.mark.parametrize(
    "path", ["//auth/session", "auth/session/", "auth/%2e/session", "auth/session;x", "auth/session."]
)
def test_i10_paths_are_exact(path, client):
    assert client.get(f"/_allauth/app/v1/{path}").status_code in (301, 404)


def test_i10_no_method_is_overridden(bob):
    api = logged_in(bob)
    api.post("auth/session", {}, **{"X-HTTP-Method-Override": "DELETE"})
    assert api.get("auth/session").status == 200
