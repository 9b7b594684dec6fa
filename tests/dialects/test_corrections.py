"""Differences that real traffic showed between these APIs and the packages that they stand in for."""

import time

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import GOOD, PREFIX, Rest
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.dialects.rest_auth.access import Logout
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.dialects.signed_tokens.keys import keys
from gatepost.tokens.signed import jwt

NAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
REQUIRED = ["This field is required."]
PAGE = {"connections": {"github": {"provider": "github", "client_id": "c", "secret": "s"}}}


def send(verb, path, body=None, **headers):
    return APIClient().generic(verb, path, body or "", content_type="application/json", headers=headers)


def said(answer):
    return answer.status_code, answer.json()


@pytest.mark.parametrize("logs_out", [True, False])
def test_a_password_change_of_djoser_with_logout_ends_the_token_that_asked(logs_out, bob, configure):
    configure(password={"logout_on_change": logs_out})
    token = {"Authorization": f"Token {Rest().http.post('/auth/token/login/', GOOD).json()['auth_token']}"}
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert APIClient(headers=token).post("/auth/users/set_password/", body, format="json").status_code == 204
    answer = send("GET", "/auth/users/me/", **token)
    assert answer.status_code == (403 if logs_out else 200)
    if logs_out:
        assert answer.json() == {"detail": "Invalid token."}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a\x00b", "Null characters are not allowed."),
        ("a\ud800b", "Surrogate characters are not allowed: U+D800."),
    ],
)
def test_a_user_name_that_no_text_can_hold_has_two_faults(typed, text, keyed):
    assert said(keyed.call("PATCH", "user/", {"username": typed})) == (400, {"username": [NAME, text]})


NOW = int(time.time())
ACCESS = {"token_type": "access", "iat": NOW, "jti": "a" * 32, "user_id": "1"}
NO_END = {"detail": "Token has no 'exp' claim", "code": "token_not_valid"}
INVALID = {"detail": "Token is invalid", "code": "token_not_valid"}
EXPIRED = {"detail": "Token is expired", "code": "token_not_valid"}
WHO = {"audience": ["me"], "issuer": "us"}


@pytest.mark.parametrize(
    ("own", "claims", "told"),
    [
        ({}, {}, NO_END),
        ({}, {"aud": "me"}, NO_END),
        ({}, {"nbf": NOW + 1000}, INVALID),
        (WHO, {"aud": "me", "iss": "us"}, NO_END),
        (WHO, {"iss": "us"}, INVALID),
        (WHO, {"aud": "me"}, INVALID),
        (WHO, {"aud": "you", "iss": "us"}, INVALID),
        (WHO, {"exp": NOW - 10, "aud": "me", "iss": "us"}, EXPIRED),
        (WHO, {"exp": NOW + 10, "jti": None}, INVALID),
    ],
)
def test_a_signed_token_without_an_end(own, claims, told, db, configure):
    configure(simple_jwt=own)
    token = jwt.sign({**ACCESS, **claims}, keys()[0])
    answer = APIClient().post("/token/verify/", {"token": token}, format="json")
    assert said(answer) == (401, told)


KINDS = {"[]": "list", '"x"': "str", "5": "int", "1.5": "float", "true": "bool"}


@pytest.mark.parametrize("body", sorted(KINDS))
def test_a_login_by_a_provider_of_djoser_names_what_is_no_object(body, db, configure):
    configure(social=PAGE)
    text = f"Invalid data. Expected a dictionary, but got {KINDS[body]}."
    assert said(send("POST", "/auth/o/github/", body)) == (400, {"non_field_errors": [text]})
    assert said(send("POST", "/auth/o/github/", "null")) == (400, {"non_field_errors": ["No data provided"]})
    missing = {"non_field_errors": ["A required authentication parameter is missing."]}
    assert said(send("POST", "/auth/o/github/", "{}")) == (400, missing)


def test_the_page_of_a_provider_of_djoser_has_the_csrf_token(db, configure):
    configure(social=PAGE)
    answer = send("GET", "/auth/o/github/", Accept="text/html")
    assert answer.status_code == 400
    assert b"csrfmiddlewaretoken" in answer.content


BAD_REFRESH = [5, 1.5, "", [], {}, True, "x"]


@pytest.mark.parametrize("given", BAD_REFRESH)
def test_a_logout_with_a_bad_refresh_token(given, rest, bob, configure, monkeypatch):
    monkeypatch.setattr(Logout, "authentication_classes", [JWTCookieAuthentication])
    mode = {"use_jwt": True, "session_login": False, "jwt_auth_httponly": False, "logout_needs_refresh": True}
    configure(rest_auth=mode)
    assert said(rest.post("logout/", {"refresh": given})) == (401, {"detail": "Token is invalid"})
    told = {"detail": "Refresh token was not included in request data."}
    assert said(rest.post("logout/", {})) == said(rest.post("logout/", [])) == (401, told)
    configure(rest_auth={**mode, "jwt_auth_httponly": True})
    told = {"detail": "Refresh token was not included in cookie data."}
    assert said(rest.post("logout/", {"refresh": given})) == (401, told)
    configure(rest_auth={**mode, "logout_needs_refresh": False})
    assert rest.post("logout/", {"refresh": given}).status_code == 200


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "OPTIONS", "POST"])
def test_the_methods_of_the_verification(verb, rest):
    answer = rest.call(verb, "registration/verify-email/", {} if verb == "POST" else None)
    assert set(answer["Allow"].split(", ")) == {"HEAD", "OPTIONS", "POST"}
    assert answer.status_code == {"OPTIONS": 200, "POST": 400}.get(verb, 405)


def fields(path, method="POST", **headers):
    return send("OPTIONS", path, **headers).json()["actions"][method]


def test_options_of_records(keyed, configure):
    record = fields(f"{PREFIX}user/", "PUT", **keyed.headers)
    assert record["email"] == {"type": "email", "required": False, "read_only": True, "label": "Email address"}
    assert [record[name]["max_length"] for name in ("username", "first_name", "last_name")] == [150] * 3
    for path, method in (("users/", "POST"), ("users/me/", "PUT"), ("users/set_password/", "POST")):
        record = fields(f"/auth/{path}", method, **keyed.headers)
        assert record["username"]["read_only"] is True
        assert "max_length" not in record["username"]
        assert record["email"]["max_length"] == 254


def test_options_of_renewals(db, configure):
    configure(rest_auth={"use_jwt": True})
    access = {"type": "string", "required": False, "read_only": True, "label": "Access"}
    refresh = {"type": "string", "required": True, "read_only": False, "label": "Refresh"}
    assert fields("/token/refresh/") == fields("/auth/jwt/refresh/") == {"refresh": refresh, "access": access}
    optional = {**refresh, "required": False, "help_text": "WIll override cookie."}
    assert fields(f"{PREFIX}token/refresh/") == {"refresh": optional, "access": access}


def test_options_of_providers(keyed, configure):
    configure(social=PAGE)
    given = fields(f"{PREFIX}socialaccounts/1/disconnect/", **keyed.headers)
    assert list(given) == ["access_token", "code", "id_token"]
    told = fields("/auth/o/github/")
    assert list(told) == ["access", "refresh", "user"]
    assert all(field["read_only"] for field in told.values())


def test_the_order_of_parsers_of_authtoken(db):
    parses = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
    assert send("OPTIONS", "/api-token-auth/").json()["parses"] == parses


def test_a_confirmation_mail_without_an_address(rest, bob, post, configure):
    assert said(rest.post("registration/resend-email/", {})) == (200, {"detail": "ok"})
    assert post.all() == []
    invalid = {"email": ["Enter a valid email address."]}
    assert said(rest.post("registration/resend-email/", {"email": "junk"})) == (400, invalid)
    configure(rest_auth={"signup_fields": ["username*", "email*"]})
    assert said(rest.post("registration/resend-email/", {})) == (400, {"email": REQUIRED})
    assert rest.post("registration/resend-email/", {"email": BOB}).status_code == 200


def test_strangers_get_no_mail_about_an_unverified_address_without_naming_it(rest, post):
    make_user("eve@example.org", "eve", verified=False)
    rest.post("registration/resend-email/", {})
    assert post.all() == []


SHORT = "This password is too short. It must contain at least 8 characters."
COMMON = "This password is too common."
TAKEN = ["A user with that username already exists."]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"username": REQUIRED, "password1": REQUIRED, "password2": REQUIRED}),
        ({"password1": "x"}, {"username": REQUIRED, "password1": [SHORT, COMMON], "password2": REQUIRED}),
        (
            {"username": "bob", "email": "junk", "password1": "x", "password2": "x"},
            {"username": TAKEN, "email": ["Enter a valid email address."], "password1": [SHORT, COMMON]},
        ),
        (
            {"username": "x" * 151, "email": f"{'x' * 300}@example.org"},
            {
                "username": ["Ensure this field has no more than 150 characters."],
                "email": ["Enter a valid email address."],
                "password1": REQUIRED,
                "password2": REQUIRED,
            },
        ),
        (
            {"email": BOB.upper(), "password1": NEW},
            {
                "username": REQUIRED,
                "email": ["User is already registered with this e-mail address."],
                "password2": REQUIRED,
            },
        ),
        ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
    ],
)
def test_a_registration_tells_the_faults_of_every_field(body, told, rest, bob):
    answer = rest.post("registration/", body)
    assert said(answer) == (400, told)
    assert list(answer.json()) == list(told)


def test_a_registration_hides_a_taken_address_where_addresses_must_be_proved(rest, bob, configure):
    configure(accounts={"email_verification": "mandatory"})
    answer = rest.post("registration/", {"email": BOB, "password1": NEW})
    assert said(answer) == (400, {"username": REQUIRED, "password2": REQUIRED})


RENAMES = [
    ({}, {"current_password": REQUIRED, "new_username": REQUIRED}),
    ({"new_username": "a b"}, {"current_password": REQUIRED, "new_username": [NAME]}),
    ({"new_username": "eve"}, {"current_password": REQUIRED, "new_username": TAKEN}),
    ({"new_username": "bob"}, {"current_password": REQUIRED}),
    (
        {"new_username": "EVE", "current_password": "wrong"},
        {"current_password": ["Invalid password."], "new_username": TAKEN},
    ),
    ({"new_username": "eve", "current_password": PASSWORD}, {"new_username": TAKEN}),
]


@pytest.mark.parametrize(("body", "told"), RENAMES)
def test_a_change_of_the_user_name_tells_the_faults_of_both_fields(body, told, keyed):
    make_user("eve@example.org", "eve")
    answer = APIClient(headers=keyed.headers).post("/auth/users/set_username/", body, format="json")
    assert said(answer) == (400, told)


UNKNOWN = {"uid": ["Invalid user id or user doesn't exist."]}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"new_username": "bob"}, {"new_username": TAKEN}),
        ({"new_username": "bob", "uid": "x", "token": "x"}, {"new_username": TAKEN}),
        ({"new_username": "bob", "uid": [], "token": 5}, {"new_username": TAKEN}),
        ({"uid": 5}, {"new_username": REQUIRED}),
        ({"new_username": "free"}, UNKNOWN),
        ({"new_username": "free", "uid": [], "token": 5}, UNKNOWN),
        ({"new_username": "free", "uid": "x", "token": "x"}, UNKNOWN),
    ],
)
def test_a_reset_of_the_user_name_judges_the_name_first(body, told, bob):
    assert said(APIClient().post("/auth/users/reset_username_confirm/", body, format="json")) == (400, told)


@pytest.mark.parametrize("link", [{"uid": "x", "token": "x"}, {"uid": "MQ", "token": "x"}])
def test_a_reset_of_djoser_judges_a_weak_password_before_the_link(link, bob):
    def reset(password):
        return said(
            APIClient().post("/auth/users/reset_password_confirm/", {**link, "new_password": password}, format="json")
        )

    assert reset("x") == (400, {"new_password": [SHORT, COMMON]})
    assert reset(NEW)[1].keys() <= {"uid", "token"}
    # Likeness to the user behind a link is told only to whoever has the link.
    assert reset("bob@example.org")[1].keys() <= {"uid", "token"}
