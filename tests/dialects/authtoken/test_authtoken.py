"""Contract: DRF token, line by line."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.ground.models import Event
from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

OBTAIN, WHOAMI, LOGOUT = "/api-token-auth/", "/api/whoami/", "/api/token-logout/"
UNABLE = {"non_field_errors": ["Unable to log in with provided credentials."]}
GOOD = {"username": "bob", "password": PASSWORD}
REQUIRED, NULL, BLANK, STRING = (
    "This field is required.",
    "This field may not be null.",
    "This field may not be blank.",
    "Not a valid string.",
)


def obtain(client, body=None, kind="json"):
    if kind == "json":
        return client.post(OBTAIN, json.dumps(GOOD if body is None else body), content_type="application/json")
    return client.post(OBTAIN, GOOD if body is None else body, format=kind)


def whoami(header):
    headers = {"Authorization": header} if header is not None else {}
    return APIClient().get(WHOAMI, headers=headers)


@pytest.fixture
def key(client, bob):
    return obtain(client).json()["token"]


@pytest.mark.parametrize("kind", ["json", "multipart"])
def test_a_login_gives_a_key_and_no_session(client, bob, kind):
    answer = obtain(client, kind=kind)
    assert (answer.status_code, list(answer.json())) == (200, ["token"])
    assert re.fullmatch("[0-9a-f]{40}", answer.json()["token"])
    assert answer["Content-Type"] == "application/json"
    assert answer["Allow"] == "POST, OPTIONS"
    assert not answer.cookies
    assert not Session.objects.exists()
    form = client.post(OBTAIN, f"username=bob&password={PASSWORD}", content_type="application/x-www-form-urlencoded")
    assert form.status_code == 200


TEXTS = [
    ({}, {"username": [REQUIRED], "password": [REQUIRED]}),
    ({"username": None, "password": None}, {"username": [NULL], "password": [NULL]}),
    ({"username": "", "password": ""}, {"username": [BLANK], "password": [BLANK]}),
    ({"username": "  ", "password": "x"}, {"username": [BLANK]}),
    ({"username": [], "password": {}}, {"username": [STRING], "password": [STRING]}),
    ({"username": True, "password": False}, {"username": [STRING], "password": [STRING]}),
    ({"username": "b\0b", "password": "x"}, {"username": ["Null characters are not allowed."]}),
    ({"username": "b", "password": "\0"}, {"password": ["Null characters are not allowed."]}),
    ({"username": "\ud800", "password": "x"}, {"username": ["Surrogate characters are not allowed: U+D800."]}),
    ({"username": 123, "password": 1.5}, UNABLE),
    ({"username": "nobody", "password": PASSWORD}, UNABLE),
    ({"username": "bob", "password": "wrong"}, UNABLE),
    ({"username": "bob", "password": f" {PASSWORD} "}, UNABLE),
    ({"username": "bob", "password": "x" * 1_000_000}, UNABLE),
    ({"username": "x" * 10_000, "password": "x"}, UNABLE),
]


@pytest.mark.parametrize(("body", "told"), TEXTS, ids=[str(body)[:40] for body, _ in TEXTS])
def test_texts_of_a_refused_login(client, bob, body, told):
    answer = obtain(client, body)
    assert (answer.status_code, answer.json()) == (400, told)


def test_the_name_is_trimmed_and_in_any_case_and_may_be_an_address(client, bob):
    for name in (" bob ", "BOB", BOB, BOB.upper()):
        assert obtain(client, {"username": name, "password": PASSWORD}).status_code == 200


def test_b1_inactive_and_password_less_users_are_like_unknown_ones(client, bob):
    lifecycle.set_active(bob.pk, active=False)
    assert obtain(client).json() == UNABLE
    ann = make_user("ann@example.org", "ann")
    ann.set_unusable_password()
    ann.save()
    assert obtain(client, {"username": "ann", "password": PASSWORD}).json() == UNABLE


def test_rendering_is_json_only(client, bob):
    answer = client.post(OBTAIN, GOOD, format="json", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()) == (406, {"detail": "Could not satisfy the request Accept header."})
    answer = client.post(OBTAIN + "?format=api", GOOD, format="json")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_options_describe_the_fields(client):
    answer = client.options(OBTAIN)
    actions = answer.json()["actions"]["POST"]
    assert {name: (field["required"], field["read_only"]) for name, field in actions.items()} == {
        "username": (True, False),
        "password": (True, False),
        "token": (False, True),
    }


def test_bad_credentials_are_refused_by_a_login_too(client, bob):
    answer = client.post(OBTAIN, GOOD, format="json", headers={"Authorization": "Token x"})
    assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid token."})
    client.post("/api-auth/login/", GOOD)
    page = client.get("/api-auth/login/")
    csrf = page.cookies["csrftoken"].value
    assert client.post("/api-auth/login/", {**GOOD, "csrfmiddlewaretoken": csrf}).status_code == 302
    answer = obtain(client)
    assert (answer.status_code, answer.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})


HEADERS = [
    ("Token", "Invalid token header. No credentials provided."),
    ("Token a b", "Invalid token header. Token string should not contain spaces."),
    ("Token \xff", "Invalid token header. Token string should not contain invalid characters."),
    ("Token {key}x", "Invalid token."),
    ('Token "{key}"', "Invalid token."),
    ("Token {KEY}", "Invalid token."),
    ("Token: {key}", "Authentication credentials were not provided."),
    ("{key}", "Authentication credentials were not provided."),
    ("Bearer {key}", "Authentication credentials were not provided."),
    (None, "Authentication credentials were not provided."),
]


@pytest.mark.parametrize(("header", "told"), HEADERS)
def test_headers_that_are_refused(key, header, told):
    answer = whoami(header.replace("{key}", key).replace("{KEY}", key.upper()) if header else None)
    assert (answer.status_code, answer.json()) == (403, {"detail": told})
    assert "WWW-Authenticate" not in answer


@pytest.mark.parametrize("header", ["Token {key}", "token {key}", "TOKEN   {key}", "Token \t{key}"])
def test_headers_that_are_taken(key, header):
    answer = whoami(header.replace("{key}", key))
    assert (answer.status_code, answer.json()) == (200, {"username": "bob"})
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_who_was_disabled_is_told_so(key, bob):
    get_user_model().objects.filter(pk=bob.pk).update(is_active=False)
    assert whoami(f"Token {key}").json() == {"detail": "User inactive or deleted."}


def log_out(key):
    return APIClient().post(LOGOUT, headers={"Authorization": f"Token {key}"})


def test_logout_ends_the_key_that_is_shown(client, key):
    other = obtain(client).json()["token"]
    answer = log_out(key)
    assert (answer.status_code, answer.json()) == (200, {"username": None})
    assert whoami(f"Token {key}").json() == {"detail": "Invalid token."}
    assert (log_out(key).status_code, log_out(key).json()) == (403, {"detail": "Invalid token."})
    assert whoami(f"Token {other}").status_code == 200
    assert obtain(client).json()["token"] not in (key, other)


def test_logout_of_the_anonymous_is_refused(client):
    answer = client.post(LOGOUT)
    assert (answer.status_code, answer.json()) == (403, {"detail": "Authentication credentials were not provided."})


def test_with_one_key_a_user_it_is_the_same_each_time_until_a_logout_ends_it_everywhere(client, bob, configure):
    configure(authtoken={"one_per_user": True})
    first, second = obtain(client).json()["token"], obtain(APIClient()).json()["token"]
    assert first == second
    assert log_out(first).status_code == 200
    assert whoami(f"Token {second}").status_code == 403
    assert obtain(client).json()["token"] != first


def test_keys_expire_by_setting(client, bob, configure, clock):
    configure(authtoken={"seconds": 60, "idle_seconds": None})
    key = obtain(client).json()["token"]
    assert whoami(f"Token {key}").status_code == 200
    clock.forward(60)
    assert whoami(f"Token {key}").json() == {"detail": "Invalid token."}


def test_a1_attempts_are_limited(client, bob, configure):
    configure(limits={"enabled": True})
    told = [obtain(client, {"username": "bob", "password": "wrong"}) for _ in range(6)]
    assert [answer.status_code for answer in told] == [400] * 5 + [429]
    wait = int(told[-1]["Retry-After"])
    assert told[-1].json() == {"detail": f"Request was throttled. Expected available in {wait} seconds."}
    assert obtain(client).status_code == 429
    assert obtain(client, {"username": BOB.upper(), "password": PASSWORD}).status_code == 429


def test_a_network_is_limited(client, bob, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["2/60"]}})
    told = [obtain(client, {"username": f"u{n}", "password": "x"}).status_code for n in range(3)]
    assert told == [400, 400, 429]
    assert client.options(OBTAIN).status_code == 200


def test_a_second_factor_is_named_after_the_right_password_only(client, bob):
    with_app(bob)
    assert obtain(client, {"username": "bob", "password": "wrong"}).json() == UNABLE
    answer = obtain(client)
    assert (answer.status_code, answer.json()) == (400, {**UNABLE, "code": "mfa_authenticate"})
    assert not Token.objects.exists()


def test_an_address_that_must_be_proved_is_named_after_the_right_password_only(client, db, configure):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    assert obtain(client, {"username": "bob", "password": "wrong"}).json() == UNABLE
    assert obtain(client).json() == {**UNABLE, "code": "verify_email"}


def test_a_login_is_noted(client, bob):
    obtain(client)
    bob.refresh_from_db()
    assert bob.last_login is not None
    event = Event.objects.get(kind="login")
    assert (event.outcome, event.details) == ("done", {"methods": ["password"]})


def test_c6_no_key_stands_in_the_database(client, key):
    row = Token.objects.get()
    assert key not in str(vars(row))
    assert row.hint == key[:8]
