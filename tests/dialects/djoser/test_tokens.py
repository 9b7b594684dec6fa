"""Contract: djoser, token/login and token/logout, line by line."""

import json
import re

import jwt as pyjwt
import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from rest_framework.test import APIClient
from tests.counted import Counted
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.tokens import LogIn, LogOut
from gatepost.ground.models import Event
from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

LOGIN, LOGOUT = "/auth/token/login/", "/auth/token/logout/"
UNABLE = {"non_field_errors": ["Unable to log in with provided credentials."]}
GOOD = {"username": "bob", "password": PASSWORD}
BLANK, NULL, STRING = "This field may not be blank.", "This field may not be null.", "Not a valid string."


@pytest.fixture(autouse=True)
def _by_token(monkeypatch):
    for view in (LogIn, LogOut):
        monkeypatch.setattr(view, "authentication_classes", (TokenAuthentication,))


def log_in(body=None, client=None, path=LOGIN):
    return (client or APIClient()).post(
        path, json.dumps(GOOD if body is None else body), content_type="application/json"
    )


def shows(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_login_gives_a_token_and_moves_the_last_login(bob):
    answer = log_in()
    assert (answer.status_code, list(answer.json())) == (200, ["auth_token"])
    assert re.fullmatch("[0-9a-f]{40}", answer.json()["auth_token"])
    bob.refresh_from_db()
    assert bob.last_login is not None
    assert not answer.cookies
    assert not Session.objects.exists()
    assert Event.objects.filter(kind="login", outcome="done").count() == 1


@pytest.mark.parametrize("path", ["/auth/token/login", "/auth/token/login/"])
def test_the_slash_may_be_left_out(bob, path):
    assert log_in(path=path).status_code == 200


def test_a_token_is_kept_as_a_digest(bob):
    token = log_in().json()["auth_token"]
    row = Token.objects.get()
    assert token not in (row.digest, row.nonce, row.hint, row.name)


BODIES = [
    ({}, UNABLE),
    ({"username": "bob"}, UNABLE),
    ({"password": PASSWORD}, UNABLE),
    ({**GOOD, "password": "wrong"}, UNABLE),
    ({**GOOD, "username": "nobody"}, UNABLE),
    ({"username": " ", "password": ""}, {"password": [BLANK], "username": [BLANK]}),
    ({"username": None, "password": None}, {"password": [NULL], "username": [NULL]}),
    ({"username": [], "password": {}}, {"password": [STRING], "username": [STRING]}),
    ({"username": "a\0", "password": PASSWORD}, {"username": ["Null characters are not allowed."]}),
    ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
    ({**GOOD, "password": "x" * 5000}, UNABLE),
]


@pytest.mark.parametrize(("body", "errors"), BODIES)
def test_a_login_tells_what_is_wrong(bob, body, errors):
    answer = log_in(body)
    assert (answer.status_code, answer.json()) == (400, errors)


def test_b1_who_is_unknown_wrong_or_disabled_is_told_alike(bob):
    wrong = log_in({**GOOD, "password": "wrong"})
    get_user_model().objects.update(is_active=False)
    assert (log_in().status_code, log_in().json()) == (wrong.status_code, wrong.json())


def test_a_password_is_trimmed_here(bob):
    assert log_in({**GOOD, "password": f" {PASSWORD} "}).status_code == 200


def test_a_second_factor_is_named_and_no_token_is_given(bob):
    with_app(bob)
    answer = log_in()
    assert (answer.status_code, answer.json()) == (400, {**UNABLE, "code": "mfa_authenticate"})
    assert not Token.objects.exists()


def test_an_address_to_be_proved_is_named(db, configure):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    assert log_in().json() == {**UNABLE, "code": "verify_email"}


def test_a1_tries_are_limited_by_account_whatever_the_door(bob, configure):
    configure(limits={"enabled": True})
    statuses = [log_in({**GOOD, "username": name, "password": "wrong"}).status_code for name in ("bob", "BOB", BOB) * 2]
    assert statuses == [400] * 5 + [429]
    assert log_in().status_code == 429


def test_each_login_gives_a_fresh_token_or_the_same_by_setting(bob, configure):
    assert log_in().json() != log_in().json()
    configure(djoser={"one_token_per_user": True})
    assert log_in().json() == log_in().json()


def test_a_logout_ends_the_token_that_is_shown(bob):
    first, second = log_in().json()["auth_token"], log_in().json()["auth_token"]
    answer = shows(first).post(LOGOUT)
    assert (answer.status_code, answer.content) == (204, b"")
    again = shows(first).post(LOGOUT)
    assert (again.status_code, again.json()) == (401, {"detail": "Invalid token."})
    assert shows(second).post("/auth/token/logout").status_code == 204


def test_one_logout_ends_all_where_a_user_has_one_token(bob, configure):
    first = log_in().json()["auth_token"]
    configure(djoser={"one_token_per_user": True})
    second = log_in().json()["auth_token"]
    assert shows(second).post(LOGOUT).status_code == 204
    assert shows(first).post(LOGOUT).status_code == 401


def test_strangers_can_not_log_out(db):
    answer = APIClient().post(LOGOUT)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json() == {"detail": "Authentication credentials were not provided."}


def test_a_login_opens_a_session_by_setting_and_the_logout_ends_it(bob, configure):
    configure(djoser={"create_session_on_login": True})
    client = APIClient()
    token = log_in(client=client).json()["auth_token"]
    assert client.cookies["sessionid"]["httponly"]
    assert client.get("/whoami/").content == b"bob"
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.post(LOGOUT).status_code == 204
    assert client.get("/whoami/").content == b"AnonymousUser"


def test_a_token_dies_of_old_age_and_of_idleness(bob, clock, configure):
    configure(djoser={"token_seconds": 3600, "token_idle_seconds": 600})
    token = log_in().json()["auth_token"]
    for _ in range(6):
        clock.forward(590)
        assert shows(token).get("/auth/users/me/").status_code == 200
    clock.forward(120)
    assert shows(token).post(LOGOUT).json() == {"detail": "Invalid token."}


def test_a_login_costs_seven_statements(bob, configure):
    configure(limits={"enabled": True})
    log_in()
    with Counted() as counted:
        assert log_in().status_code == 200
    assert len(counted.statements) <= 7, counted.statements


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["username", "email"])
def test_login_field_names_the_field_of_a_login_and_its_kind_of_name_comes_first(settings, field):
    settings.GATEPOST = {**settings.GATEPOST, "djoser": {"login_field": field}}
    typed = "bob@example.org"
    owners = {"email": make_user(), "username": make_user(username=typed, email="other@example.org")}
    answer = log_in({field: typed, "password": PASSWORD})
    assert answer.status_code == 200
    assert Token.objects.get().user_id == owners[field].pk
    assert log_in({"username" if field == "email" else "email": typed, "password": PASSWORD}).json() == UNABLE
    pair = log_in({"username": typed, "password": PASSWORD}, path="/auth/jwt/create/").json()
    assert pyjwt.decode(pair["access"], options={"verify_signature": False})["user_id"] == str(owners[field].pk)


def test_a_login_field_that_the_user_model_lacks_is_reported(settings, monkeypatch):
    settings.GATEPOST = {**settings.GATEPOST, "djoser": {"login_field": "email"}}
    assert "gatepost.E068" not in {message.id for message in run_checks(tags=["gatepost"])}
    monkeypatch.setattr("gatepost.accounts.columns.by_kind", lambda: {"username": "username"})
    assert "gatepost.E068" in {message.id for message in run_checks(tags=["gatepost"])}
