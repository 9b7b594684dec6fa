"""Input of another JSON type is judged by the field's own rules, with the field's own code."""

import json

import pytest
from tests.exchanges import CODE, NUMBER, PHONE, sign_up
from tests.oracle import oracle
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

__all__ = ["oracle"]

KEYS = "account/authenticators/webauthn"
OTHERS = [["x"], {"x": 1}, 5, 1.5, True, False]
PHONE_ONLY = {"accounts": {"login_methods": ["phone"], "signup_fields": ["phone*", "password*"]}}


@pytest.mark.parametrize("other", OTHERS)
def test_a_mailed_key(api, db, other):
    assert api.post("auth/email/verify", {"key": other}).codes == [("invalid_or_expired_key", "key")]
    body = {"key": other, "password": NEW}
    assert api.post("auth/password/reset", body).codes == [("invalid_password_reset", "key")]


@pytest.mark.parametrize("other", OTHERS)
def test_a_typed_code_counts_as_a_wrong_one(api, configure, post, other):
    configure(**CODE)
    sign_up(api)
    assert api.post("auth/email/verify", {"key": other}).codes == [("incorrect_code", "key")]
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200


@pytest.mark.parametrize("other", [[PASSWORD], {"x": PASSWORD}, 5, True])
def test_a_password(api, bob, other):
    body = {"email": BOB, "password": other}
    assert api.post("auth/login", body).codes == [("email_password_mismatch", "password")]
    api = logged_in(bob, api.client)
    assert api.post("auth/reauthenticate", {"password": other}).codes == [("incorrect_password", "password")]


def test_a_change_of_password(api, bob):
    api = logged_in(bob, api.client)
    answer = api.post("account/password/change", {"current_password": 1, "new_password": [1]})
    assert ("enter_current_password", "current_password") in answer.codes
    assert ("password_too_short", "new_password") in answer.codes
    assert {param for _, param in answer.codes} == {"current_password", "new_password"}


@pytest.mark.parametrize("other", OTHERS)
def test_an_address(api, bob, other):
    for path in ("auth/password/request", "auth/code/request"):
        assert api.post(path, {"email": other}).codes == [("invalid", "email")]
    assert ("invalid", "email") in api.post("auth/signup", {"email": other}).codes
    api = logged_in(bob, api.client)
    for verb in ("POST", "PUT", "DELETE"):
        assert api.call(verb, "account/email", {"email": other}).codes == [("invalid", "email")]


@pytest.mark.parametrize(
    "typed", ["+31 6 12345678", "+31-612345678", "31612345678", 31612345678, ["+31612345678"], True]
)
def test_a_phone_number(api, configure, typed):
    configure(**PHONE)
    body = {"phone": typed, "password": PASSWORD}
    for path in ("auth/signup", "auth/login", "auth/code/request", "auth/password/request"):
        assert api.post(path, body).codes == [("invalid_phone", "phone")], path
    api = logged_in(make_user(), api.client)
    assert api.post("account/phone", {"phone": typed}).codes == [("invalid_phone", "phone")]


@pytest.mark.parametrize("typed", [None, "", "  ", [], {}])
def test_no_phone_number(api, configure, typed):
    configure(**PHONE_ONLY)
    body = {"phone": typed, "password": PASSWORD}
    for path in ("auth/signup", "auth/login", "auth/code/request"):
        assert api.post(path, body).codes == [("required", "phone")], path
    api = logged_in(make_user(phone=NUMBER), api.client)
    assert api.post("account/phone", {"phone": typed}).codes == [("required", "phone")]


def test_a_number_that_json_can_hold_and_python_should_not_print(api, bob):
    raw = '{"email": "bob@example.org", "password": ' + "1" * 5000 + "}"
    assert api.call("POST", "auth/login", raw=raw).status == 400


# --- what a passkey answered


@pytest.mark.parametrize("nothing", [None, {}, [], "", "{}", "null", '""'])
def test_no_credential_is_required(api, bob, nothing):
    api = logged_in(bob, api.client)
    assert api.post(KEYS, {"credential": nothing}).codes == [("required", "credential")]


@pytest.mark.parametrize("text", ["x", "{", "{'a': 1}"])
def test_a_text_that_is_no_json_is_no_credential(api, bob, text):
    api = logged_in(bob, api.client)
    assert api.post(KEYS, {"credential": text}).codes == [("invalid", "credential")]
    assert api.post("auth/webauthn/reauthenticate", {"credential": text}).codes == [("invalid", "credential")]


HALF = {"id": "x", "rawId": "x", "type": "public-key"}


@pytest.mark.parametrize("other", [5, 0, 1.5, True, False, [1], HALF, json.dumps(HALF), "5"])
def test_other_json_verifies_nothing(api, bob, other):
    own = logged_in(bob, api.client)
    own.post("auth/reauthenticate", {"password": PASSWORD})
    assert own.post(KEYS, {"credential": other}).codes == [("incorrect_code", None)]
    assert own.post("auth/webauthn/reauthenticate", {"credential": other}).codes == [("incorrect_code", "credential")]
    assert api.post("auth/webauthn/login", {"credential": other}).codes == [("incorrect_code", "credential")]


# --- JSON that Python reads and other parsers don't


NOT_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"]


@pytest.mark.parametrize("number", NOT_NUMBERS)
def test_numbers_that_are_none_were_a_body_that_is_no_json(api, db, number):
    body = f'{{"email": {number}, "username": "carl", "password": {number}}}'
    assert ("invalid", "email") in api.call("POST", "auth/signup", raw=body).codes
    assert api.call("POST", "auth/code/confirm", raw=body).status == 409
    body = f'{{"email": "{BOB}", "password": {number}}}'
    assert api.call("POST", "auth/login", raw=body).codes == [("email_password_mismatch", "password")]


def test_a_number_that_is_none_is_no_session_and_no_key(bob):
    api = logged_in(bob)
    for raw in ("[NaN]", "[Infinity, 1]", "NaN", "[1e999]"):
        answer = api.call("DELETE", "auth/sessions", raw=f'{{"sessions": {raw}}}')
        assert [param for _, param in answer.codes] == ["sessions"]


SURROGATES = [
    ("auth/email/verify", ["key"], [("invalid_or_expired_key", "key")]),
    ("auth/password/reset", ["key"], [("invalid_password_reset", "key")]),
    ("auth/signup", ["email", "username"], [("invalid", "email"), ("invalid", "username")]),
    ("auth/password/request", ["email"], [("invalid", "email")]),
    ("auth/login", ["email", "password"], [("invalid", "email"), ("invalid", "password")]),
    ("auth/webauthn/login", ["credential"], [("invalid", "credential")]),
]


@pytest.mark.parametrize(("path", "names", "codes"), SURROGATES)
def test_a_lone_surrogate_was_a_body_that_is_no_json(api, db, path, names, codes):
    good = {"email": BOB, "username": "carl", "password": PASSWORD} if path == "auth/signup" else {"password": NEW}
    raw = json.dumps(good | dict.fromkeys(names, "\ud800x"))
    assert api.call("POST", path, raw=raw).codes == codes


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        (
            "auth/provider/token",
            '{"provider": "x", "process": "login", "token": {"id_token": "\\udfff", "\\ud800": 1}}',
        ),
        ("auth/webauthn/login", '{"credential": {"id": "\\udfff", "response": {"\\ud800": ["\\ud800"]}}}'),
        ("auth/signup", '{"\\ud800": 1, "email": "x@example.org", "username": "xyz", "password": "a-Long-Secret-1"}'),
    ],
)
def test_surrogates_where_no_field_looks_are_answered(api, oracle, path, raw):
    answer = api.call("POST", path, raw=raw)
    assert answer.status == 400
    assert answer.body["errors"]


@pytest.mark.parametrize("raw", ["[" * 5000, '{"a":' * 60 + "1" + "}" * 60, '{"a": ' + "9" * 5000 + "}", '{"a": NaN'])
def test_bodies_that_only_burden_a_parser_are_refused(api, db, raw):
    answer = api.call("POST", "auth/login", raw=raw)
    assert (answer.status, answer.response.content) == (400, b"")
