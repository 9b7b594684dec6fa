"""Whatever is sent to the wires of djoser, knox and simplejwt, nothing is a fault of the server."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient
from tests.users import PASSWORD

from gatepost.dialects.djoser.users import Users
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.tokens.opaque import Plan, open_for

FIELDS = (
    *("username", "email", "password", "new_password", "new_username", "current_password"),
    *("uid", "token", "refresh", "code", "state"),
)
OPEN = (
    "/auth/users/",
    "/auth/users/activation/",
    "/auth/users/resend_activation/",
    "/auth/users/reset_password/",
    "/auth/users/reset_password_confirm/",
    "/auth/users/reset_username/",
    "/auth/users/reset_username_confirm/",
    "/auth/token/login/",
    "/auth/jwt/create/",
    "/auth/o/google/",
    "/knox/login/",
    "/token/",
    "/token/refresh/",
    "/token/verify/",
    "/token/blacklist/",
    "/token/sliding/",
    "/token/sliding/refresh/",
)
OWN = ("/auth/users/set_password/", "/auth/users/set_username/", "/auth/users/me/")
TEXTS = ["\0", "\ud800", "a\0b@example.org", "MQ", "Mg==", "aaaaaa-" + "0" * 32, "e30.e30.e30", "x" * 400, "x" * 9000]
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["\0", "\ud800", "a\0b@example.org", "MQ", "Mg==", "aaaaaa-" + "0" * 32, "e30.e30.e30", "x" * 400, "x" * 9000]
    ),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
bodies = st.one_of(odd, st.dictionaries(st.sampled_from(FIELDS), odd, max_size=4))
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("path", OPEN)
@quick
@given(body=bodies)
def test_open_doors(path, bob, body):
    data = json.dumps(body)
    assert APIClient().post(path, data, content_type="application/json").status_code < 500


@pytest.mark.parametrize("path", OWN)
@quick
@given(body=bodies, verb=st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]), knows=st.booleans())
def test_acts_of_users(path, bob, body, verb, knows):
    text = open_for(bob, Plan())[0]
    if knows and isinstance(body, dict) and verb != "DELETE":
        body = {**body, "current_password": PASSWORD, "new_password": PASSWORD}
    client = APIClient(HTTP_AUTHORIZATION=f"Token {text}")
    assert client.generic(verb, path, json.dumps(body), content_type="application/json").status_code < 500


@pytest.mark.parametrize("word", ["Bearer", "Token", "Basic"])
@quick
@given(shown=st.text(max_size=60))
def test_headers(word, monkeypatch, db, shown):
    monkeypatch.setattr(Users, "authentication_classes", (JWTAuthentication, *Users.authentication_classes))
    for path in ("/auth/users/me/", "/knox/logout/", "/knox/login/"):
        sent = f"{word} {shown}".encode().decode("latin-1")
        assert APIClient(HTTP_AUTHORIZATION=sent).post(path).status_code < 500


@pytest.mark.parametrize("pk", ["0", "-1", "1e3", "%00", "9" * 400, "é", "me.xml", "%F0%9F%98%80", "1.0", "None"])
def test_ids_in_paths(bob, pk):
    client = APIClient(HTTP_AUTHORIZATION=f"Token {open_for(bob, Plan())[0]}")
    assert client.get(f"/auth/users/{pk}/").status_code in (404, 301)
