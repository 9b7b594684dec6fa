"""The budgets of statements of access and refresh tokens, without transaction control."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, PASSWORD, make_user

from gatepost.tokens.signed import access, signing_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["jwt", "opaque"])
def strategy(request, configure):
    configure(limits={"enabled": True}, accounts={"email_verification": "optional"}, tokens={"strategy": request.param})
    make_user()
    signing_keys.ring()
    return request.param


def login():
    return Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).body["meta"]


def protected(request):
    """A view of somebody else's, which asks who but does not touch the user."""
    return HttpResponse(access.check(request.headers["Authorization"].removeprefix("Bearer ")).subject)


def test_a_view_behind_a_jwt_is_no_statement(configure):
    configure(tokens={"strategy": "jwt"})
    user = make_user()
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {login()['access_token']}"})
    with Counted() as counted:
        for _ in range(3):
            assert protected(request).content == str(user.pk).encode()
    assert counted.statements == []


def test_an_access_token_on_the_native_api_is_one_statement(strategy):
    token = login()["access_token"]
    with Counted() as counted:
        assert Api("app").get("auth/session", Authorization=f"Bearer {token}").status == 200
    assert len(counted.statements) == 1


@pytest.mark.parametrize("busy", [False, True], ids=["a minute later", "at once"])
def test_a_refresh_is_at_most_three_statements(strategy, busy, clock):
    meta = login()
    if not busy:
        clock.forward(200)
        signing_keys.ring()
    with Counted() as counted:
        assert Api("app").post("tokens/refresh", {"refresh_token": meta["refresh_token"]}).status == 200
    assert len(counted.statements) == (2 if busy else 3)


def test_who_lost_the_race_for_a_refresh_asks_once(strategy):
    meta = login()
    for _ in range(2):
        with Counted() as counted:
            assert Api("app").post("tokens/refresh", {"refresh_token": meta["refresh_token"]}).status == 200
    assert len(counted.statements) == 1


def test_tokens_add_one_statement_to_a_login(strategy, configure):
    login()
    with Counted() as with_tokens:
        login()
    configure(tokens={"strategy": "session"})
    with Counted() as without:
        login()
    assert len(with_tokens.statements) == len(without.statements) + 1
    assert len(with_tokens.statements) <= 8
