"""The order of errors, addresses and authenticators: clients show the first error, and lists as they come."""

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.passkeys import enrol, prove
from tests.users import PASSWORD, logged_in, make_user

from gatepost.testing.authenticator import SoftwareAuthenticator
from gatepost.testing.totp import TotpApp

LONG = "x" * 1001


def in_order(answer):
    return [(error["param"], error["code"]) for error in answer.body["errors"]]


def test_errors_of_a_sign_up_were_sorted_by_the_name_of_their_field(db):
    names = [param for param, _ in in_order(Api("app").post("auth/signup", {}))]
    assert names == ["email", "username", "password"]


def test_faults_of_a_password_were_sorted_by_their_codes(db):
    body = {"email": "a@example.org", "username": "carl", "password": "12345"}
    assert [code for _, code in in_order(Api("app").post("auth/signup", body))] == [
        "password_too_short",
        "password_too_common",
        "password_entirely_numeric",
    ]


def test_addresses_were_sorted_instead_of_listed_as_they_were_added(db):
    api = logged_in(make_user())
    api.post("account/email", {"email": "zoe@example.org"})
    added = api.post("account/email", {"email": "ann@example.org"}).body["data"]
    assert [one["email"] for one in added] == ["bob@example.org", "zoe@example.org", "ann@example.org"]
    assert api.get("account/email").body["data"] == added


def test_sessions_were_listed_newest_first(db, clock):
    bob = make_user()
    seen = []
    for _ in range(3):
        api = logged_in(bob)
        clock.forward(61)
        seen.append(api.token)
    logged_in(bob)
    oldest = Api("app")
    oldest.token = seen[0]
    rows = oldest.get("auth/sessions").body["data"]
    assert [row["is_current"] for row in rows] == [True, False, False, False]
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)


def test_authenticators_were_sorted_by_type_instead_of_age(db):
    api = prove(logged_in(make_user()))
    enrol(api, SoftwareAuthenticator(), name="Zoe")
    enrol(api, SoftwareAuthenticator(), name="Ann")
    secret = api.get("account/authenticators/totp").body["meta"]["secret"]
    assert api.post("account/authenticators/totp", {"code": TotpApp(secret).code()}).status == 200
    held = api.get("account/authenticators").body["data"]
    assert [one.get("name", one["type"]) for one in held] == ["Zoe", "recovery_codes", "Ann", "totp"]


NUL = "a\x00b"
WITH_NULS = [
    ("auth/signup", {"email": NUL, "username": "carl", "password": PASSWORD}, ["email", "invalid"]),
    ("auth/login", {"email": NUL, "password": PASSWORD}, ["email", "invalid"]),
    ("auth/login", {"email": "bob@example.org", "password": NUL}, None),
    ("auth/password/request", {"email": NUL}, ["email", "invalid"]),
    ("auth/password/reset", {"key": NUL, "password": PASSWORD}, None),
    ("auth/email/verify", {"key": NUL}, None),
    ("auth/code/request", {"email": NUL}, ["email", "invalid"]),
]


@pytest.mark.parametrize(("path", "body", "before"), WITH_NULS)
def test_a_null_character_had_a_code_that_told_nothing(db, path, body, before):
    field = next(name for name, value in body.items() if value == NUL)
    expected = [(field, "null_characters_not_allowed")]
    assert in_order(Api("app").post(path, body)) == ([tuple(before)] if before else []) + expected


KEYS = [
    ("auth/email/verify", {"key": LONG}, "invalid_or_expired_key"),
    ("auth/password/reset", {"key": LONG, "password": "Gutes-Wort-9"}, "invalid_password_reset"),
]


@pytest.mark.parametrize(("path", "body", "code"), KEYS)
def test_a_key_that_is_too_long_is_a_wrong_key(db, path, body, code):
    assert in_order(Api("app").post(path, body)) == [("key", code)]


@pytest.mark.parametrize("path", ["auth/login", "auth/signup", "auth/password/request", "auth/code/request"])
def test_an_address_that_is_too_long_is_no_address(db, path):
    body = {"email": LONG, "username": "carl", "password": "Gutes-Wort-9"}
    assert in_order(Api("app").post(path, body)) == [("email", "invalid")]


def test_the_address_whose_code_is_waited_for_could_not_be_added_again(db, configure, post):
    configure(**CODE)
    api = logged_in(make_user())
    new = {"email": "new@example.org"}
    first = api.post("account/email", new)
    old = post.code("new@example.org")
    again = api.post("account/email", new)
    assert (again.status, again.body) == (200, first.body)
    assert api.post("auth/email/verify", {"key": old}).status == 400
    assert api.post("auth/email/verify", {"key": post.code("new@example.org")}).status == 200
    assert api.post("account/email", new).codes == [("duplicate_email", "email")]
