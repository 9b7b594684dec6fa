"""The three wires as a program in another process speaks them."""

import base64
import re

import pytest
import requests
from django.urls import get_resolver
from tests.users import NEW, PASSWORD

from gatepost.dialects.djoser.users import Users
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.knox.views import LogIn
from gatepost.dialects.rest_framework.view import DialectView
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.drf import BasicAuthentication

LINK = re.compile(r"/([\w-]+)/([0-9a-z]{6}-[0-9a-f]{32})")
AMY = {"username": "amy", "email": "amy@example.org", "password": PASSWORD}


@pytest.fixture
def site(live_server, monkeypatch):
    monkeypatch.setattr(Users, "authentication_classes", (JWTAuthentication,))
    monkeypatch.setattr(LogIn, "authentication_classes", (BasicAuthentication, KnoxAuthentication))
    return live_server.url


def test_from_the_sign_up_to_the_end_of_an_account(site, configure, post):
    configure(djoser={"send_activation_email": True})
    assert requests.post(f"{site}/auth/users/", json=AMY, timeout=10).status_code == 201
    uid, token = LINK.findall(post.to("amy@example.org")[-1])[-1]
    opened = requests.post(f"{site}/auth/users/activation/", json={"uid": uid, "token": token}, timeout=10)
    assert (opened.status_code, opened.content, "Content-Type" in opened.headers) == (204, b"", False)
    pair = requests.post(f"{site}/auth/jwt/create", data=AMY, timeout=10).json()
    shows = {"Authorization": f"Bearer {pair['access']}"}
    me = f"{site}/auth/users/me/"
    assert requests.get(me, headers=shows, timeout=10).json()["username"] == "amy"
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert requests.post(f"{site}/auth/users/set_password/", json=body, headers=shows, timeout=10).status_code == 204
    pair = requests.post(f"{site}/auth/jwt/create", json={**AMY, "password": NEW}, timeout=10).json()
    shows = {"Authorization": f"Bearer {pair['access']}"}
    assert requests.delete(me, json={"current_password": NEW}, headers=shows, timeout=10).status_code == 204
    assert requests.get(me, headers=shows, timeout=10).json()["code"] == "user_not_found"


def test_a_token_by_basic(site, bob):
    answer = requests.post(f"{site}/knox/login/", auth=("bob", PASSWORD), timeout=10)
    shows = {"Authorization": f"Token {answer.json()['token']}"}
    assert requests.post(f"{site}/knox/logout/", headers=shows, timeout=10).status_code == 204
    assert requests.post(f"{site}/knox/logout/", headers=shows, timeout=10).status_code == 401


def test_a_pair_is_renewed_and_ended(site, bob):
    pair = requests.post(f"{site}/token/", json={"username": "bob", "password": PASSWORD}, timeout=10).json()
    renewed = requests.post(f"{site}/token/refresh/", json={"refresh": pair["refresh"]}, timeout=10)
    assert (renewed.status_code, list(renewed.json())) == (200, ["access"])
    assert requests.post(f"{site}/token/blacklist/", json={"refresh": pair["refresh"]}, timeout=10).json() == {}
    again = requests.post(f"{site}/token/refresh/", json={"refresh": pair["refresh"]}, timeout=10)
    assert (again.status_code, again.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert again.json() == {"detail": "Token is blacklisted", "code": "token_not_valid"}


RAW = [
    (
        "{",
        "application/json",
        400,
        "JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    ),
    ("", "application/json", 400, None),
    ("x", "application/vnd.api+json", 415, 'Unsupported media type "application/vnd.api+json" in request.'),
    ("[" * 100_000, "application/json", 400, None),
]


@pytest.mark.parametrize("path", ["/auth/users/", "/auth/jwt/create", "/token/", "/auth/token/login/"])
@pytest.mark.parametrize("line", RAW, ids=lambda line: f"{line[1]} {line[0][:3]}")
def test_bodies_that_are_none(site, path, line):
    body, kind, status, detail = line
    answer = requests.post(f"{site}{path}", data=body, headers={"Content-Type": kind}, timeout=10)
    assert answer.status_code == status
    assert detail is None or answer.json()["detail"].startswith(detail)


def test_i4_a_megabyte_of_password_is_refused_before_it_is_hashed(site, bob):
    for path in ("/auth/token/login/", "/token/", "/knox/login/", "/auth/users/"):
        body = {**AMY, "password": "x" * 1_000_000}
        assert requests.post(f"{site}{path}", json=body, timeout=10).status_code in (400, 401)
    header = "Basic " + base64.b64encode(b"bob:" + b"x" * 5000).decode()
    assert requests.post(f"{site}/knox/login/", headers={"Authorization": header}, timeout=10).status_code == 401


def views():
    """Every view of the dialects, by its path."""
    for prefix in get_resolver("tests.dialects.urls").url_patterns:
        for one in getattr(prefix, "url_patterns", []):
            if issubclass(getattr(getattr(one, "callback", None), "cls", object), DialectView):
                yield f"{prefix.pattern}{one.pattern}", one.callback


@pytest.mark.parametrize(("path", "view"), list(views()), ids=lambda value: value if isinstance(value, str) else "")
def test_no_view_runs_in_a_transaction_that_a_refusal_undoes(path, view):
    assert getattr(view, "_non_atomic_requests", set()) == {"default"}, path
