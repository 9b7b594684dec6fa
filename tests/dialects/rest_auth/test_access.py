"""Contract: dj-rest-auth 2.2 and 2.3, line by line."""

import re

import pytest
from tests.dialects.rest import GOOD, PREFIX, Rest
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

UNABLE = {"non_field_errors": ["Unable to log in with provided credentials."]}
OUT = {"detail": "Successfully logged out."}


def test_a_login_gives_a_key_and_the_cookies_of_a_session(rest, bob):
    answer = rest.post("login/", GOOD)
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert re.fullmatch("[0-9a-f]{40}", answer.json()["key"])
    session, csrf = answer.cookies["sessionid"], answer.cookies["csrftoken"]
    assert (session["httponly"], session["path"], session["samesite"], session["max-age"]) == (
        True,
        "/",
        "Lax",
        1209600,
    )
    assert (csrf["httponly"], csrf["path"], csrf["samesite"], csrf["max-age"]) == ("", "/", "Lax", 31449600)
    assert rest.get("user/").json()["username"] == "bob"
    assert Rest(Authorization=f"Token {answer.json()['key']}").get("user/").status_code == 200


def test_both_cookies_change_at_login(rest, bob):
    rest.log_in()
    before = {name: rest.http.cookies[name].value for name in ("sessionid", "csrftoken")}
    assert rest.post("login/", GOOD, **rest.csrf).status_code == 200
    assert not before.items() & {name: rest.http.cookies[name].value for name in before}.items()


@pytest.mark.parametrize("path", ["login", "logout", "user", "password/change", "password/reset"])
def test_paths_work_without_the_final_slash(rest, path):
    assert rest.http.generic("OPTIONS", PREFIX + path).status_code in (200, 403)
    assert rest.http.generic("OPTIONS", f"{PREFIX}{path}x/").status_code == 404


def test_without_keys_a_login_is_empty(rest, bob, configure):
    configure(rest_auth={"token": False})
    answer = rest.post("login/", GOOD)
    assert (answer.status_code, answer.content, answer.get("Content-Type")) == (204, b"", None)
    assert rest.get("user/").status_code == 200
    assert not Token.objects.exists()


def test_without_sessions_a_login_sets_no_cookie(rest, bob, configure):
    configure(rest_auth={"session_login": False})
    assert not rest.post("login/", GOOD).cookies
    assert not Session.objects.exists()


MUST = 'Must include {} and "password".'
LOGINS = [
    (("username",), {"password": "x"}, [MUST.format('"username"')]),
    (("username",), {"username": "", "password": "x"}, [MUST.format('"username"')]),
    (("username",), {"email": BOB, "password": PASSWORD}, [MUST.format('"username"')]),
    (("email",), {"username": "bob", "password": PASSWORD}, [MUST.format('"email"')]),
    (("username", "email"), {"password": "x"}, [MUST.format('either "username" or "email"')]),
    (("username",), {"username": "bob", "email": "eve@example.org", "password": PASSWORD}, None),
    (("username",), {"username": "BOB", "password": PASSWORD}, None),
    (("username",), {"username": BOB, "password": PASSWORD}, UNABLE["non_field_errors"]),
    (("email",), {"email": BOB.upper(), "password": PASSWORD}, None),
    (("username", "email"), {"username": "eve", "email": BOB, "password": PASSWORD}, None),
    (("username", "email"), {"username": BOB, "password": PASSWORD}, None),
    (("username", "email"), {"username": "bob", "email": "", "password": PASSWORD}, None),
    (("username",), {"username": "bob", "password": f" {PASSWORD} "}, None),
    (("username",), {"username": "bob", "password": "wrong"}, UNABLE["non_field_errors"]),
    (("username",), {"username": "eve", "password": PASSWORD}, UNABLE["non_field_errors"]),
    (("username",), {"username": "bob", "password": "x" * 1_000_000}, UNABLE["non_field_errors"]),
]


@pytest.mark.usefixtures("bob")
@pytest.mark.parametrize(("methods", "body", "told"), LOGINS)
def test_who_is_found_by_what(rest, configure, methods, body, told):
    configure(rest_auth={"login_methods": methods})
    answer = rest.post("login/", body)
    if told is None:
        assert (answer.status_code, list(answer.json())) == (200, ["key"])
    else:
        assert (answer.status_code, answer.json()) == (400, {"non_field_errors": told})


NULL, ADDRESS = "This field may not be null.", "Enter a valid email address."
FIELDS = [
    ({}, {"password": ["This field is required."]}),
    (
        {"username": None, "email": None, "password": None},
        {"username": [NULL], "email": [NULL], "password": [NULL]},
    ),
    ({"password": "  "}, {"password": ["This field may not be blank."]}),
    ({"email": "junk", "password": "x"}, {"email": [ADDRESS]}),
    *[({"email": value, "password": "x"}, {"email": [ADDRESS]}) for value in (1, [], {}, True)],
    (
        {"email": "a\0@b.org", "password": "x"},
        {"email": ["Null characters are not allowed.", ADDRESS]},
    ),
    ({"username": "\ud800", "password": "x"}, {"username": ["Surrogate characters are not allowed: U+D800."]}),
]


@pytest.mark.parametrize(("body", "told"), FIELDS)
def test_texts_of_fields(rest, body, told):
    answer = rest.post("login/", body)
    assert (answer.status_code, answer.json()) == (400, told)


def test_b1_inactive_users_are_like_unknown_ones(rest, bob):
    lifecycle.set_active(bob.pk, active=False)
    assert rest.post("login/", GOOD).json() == UNABLE


def test_an_address_that_must_be_proved_is_named_after_the_right_password_only(rest, configure, db):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    make_user(email=None, username="ann")
    assert rest.post("login/", {**GOOD, "password": "wrong"}).json() == UNABLE
    unverified = {"non_field_errors": ["E-mail is not verified."], "code": "verify_email"}
    for name in ("bob", "ann"):
        answer = rest.post("login/", {**GOOD, "username": name})
        assert (answer.status_code, answer.json()) == (400, unverified)
    assert not Token.objects.exists()
    assert not Session.objects.exists()


def test_a_second_factor_is_named_after_the_right_password_only(rest, bob):
    with_app(bob)
    assert rest.post("login/", {**GOOD, "password": "wrong"}).json() == UNABLE
    answer = rest.post("login/", GOOD)
    assert (answer.status_code, list(answer.json())) == (200, ["ephemeral_token", "mfa_required"])
    assert "sessionid" not in answer.cookies


def test_a1_attempts_are_limited_across_dialects(rest, bob, configure):
    configure(limits={"enabled": True})
    for _ in range(3):
        assert rest.post("login/", {**GOOD, "password": "wrong"}).status_code == 400
    for _ in range(2):
        assert rest.http.post("/api-token-auth/", {**GOOD, "password": "wrong"}).status_code == 400
    answer = rest.post("login/", GOOD)
    assert answer.status_code == 429
    assert answer.json()["detail"].startswith("Request was throttled. Expected available in ")
    assert int(answer["Retry-After"]) > 0


def test_signed_in_browsers_need_a_csrf_token(rest, bob):
    rest.log_in()
    answer = rest.post("login/", GOOD)
    assert (answer.status_code, answer.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})
    assert rest.post("logout/").status_code == 403
    assert rest.get("user/").status_code == 200


def test_bad_credentials_are_refused_by_a_login_too(rest, bob):
    answer = rest.post("login/", GOOD, Authorization="Token x")
    assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid token."})


def test_d2_a_page_of_another_site_logs_nobody_in(rest, bob, settings, configure):
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    told = "CSRF Failed: Origin checking failed - https://evil.example does not match any trusted origins."
    for path, body in (("login/", GOOD), ("registration/", {}), ("registration/", {**GOOD, "password1": "x"})):
        answer = rest.post(path, body, **foreign)
        assert answer.status_code in (400, 403)
        assert "sessionid" not in answer.cookies
    assert rest.post("login/", GOOD, **foreign).json() == {"detail": told}
    assert rest.post("login/", GOOD, Origin="https://evil.example").json() == {"detail": told}
    settings.CSRF_TRUSTED_ORIGINS = ["https://evil.example"]
    assert Rest().post("login/", GOOD, **foreign).status_code == 200
    settings.CSRF_TRUSTED_ORIGINS = []
    configure(rest_auth={"session_login": False})
    assert Rest().post("login/", GOOD, **foreign).status_code == 200


def test_logout_ends_session_and_key_of_a_login_and_leaves_others(rest, bob):
    key, other = rest.log_in(), Rest().log_in()
    answer = rest.post("logout/", **rest.csrf)
    assert (answer.status_code, answer.json()) == (200, OUT)
    cookie = answer.cookies["sessionid"]
    assert (cookie.value, cookie["max-age"], cookie["expires"]) == ("", 0, "Thu, 01 Jan 1970 00:00:00 GMT")
    assert rest.get("user/").status_code == 403
    assert Rest(Authorization=f"Token {key}").get("user/").json() == {"detail": "Invalid token."}
    assert Rest(Authorization=f"Token {other}").get("user/").status_code == 200


def test_c3_logout_with_a_key_ends_the_session_of_the_same_login(rest, bob):
    key = rest.log_in()
    assert Rest(Authorization=f"Token {key}").post("logout/").json() == OUT
    assert not Token.objects.exists()
    assert not Session.objects.exists()
    assert rest.get("user/").status_code == 403


def test_with_one_key_a_user_a_logout_ends_it_everywhere(rest, bob, configure):
    configure(rest_auth={"one_token_per_user": True})
    key, again = rest.log_in(), Rest().log_in()
    assert key == again
    assert rest.post("logout/", **rest.csrf).status_code == 200
    assert Rest(Authorization=f"Token {again}").get("user/").status_code == 403
    assert Rest().log_in() != key


def test_logout_of_the_anonymous(rest, configure):
    assert (rest.post("logout/").status_code, rest.post("logout/").json()) == (200, OUT)
    configure(rest_auth={"session_login": False})
    answer = rest.post("logout/")
    told = {"detail": "You should be logged in to logout. Check whether the token is passed."}
    assert (answer.status_code, answer.json()) == (400, told)
    assert rest.post("logout/", Authorization="Token x").status_code == 403


def test_logout_by_get_is_for_those_who_want_it(rest, configure):
    answer = rest.get("logout/")
    assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "GET" not allowed.'})
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"
    configure(rest_auth={"logout_on_get": True})
    assert rest.get("logout/").json() == OUT


def test_a_logout_in_a_project_without_sessions_was_an_error_of_the_server(rest, bob, settings):
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    key = Rest().post("login/", GOOD).json()["key"]
    assert Rest(Authorization=f"Token {key}").post("logout/", {}).json() == OUT
    assert not Token.objects.exists()
