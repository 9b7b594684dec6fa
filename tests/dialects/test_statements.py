"""Statements per operation of the REST dialects, without transaction control; limits are on, as in production."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from tests.dialects.rest import GOOD, Rest
from tests.users import BOB, NEW, PASSWORD

from gatepost.ground import database

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
REGISTER = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}


def statements(act):
    with CaptureQueriesContext(connection) as counted:
        assert act().status_code in (200, 201, 204)
    return [query["sql"] for query in counted if not query["sql"].startswith(CONTROL)]


@pytest.fixture(autouse=True)
def _limits_on(configure):
    configure(limits={"enabled": True})


def obtain():
    return APIClient().post("/api-token-auth/", GOOD, format="json")


def most_of_login(count, *, reads_tokens=False):
    """Three where one statement writes a whole login, and one more if the user's token is read first."""
    return 3 + reads_tokens if database.combines_writes() else count


@pytest.mark.parametrize("single", [False, True])
def test_obtaining_a_token(bob, configure, single):
    configure(authtoken={"one_per_user": single})
    obtain()
    found = statements(obtain)
    assert len(found) == most_of_login(6, reads_tokens=single), found


def test_a_protected_view(bob):
    headers = {"Authorization": f"Token {obtain().json()['token']}"}
    APIClient().get("/api/whoami/", headers=headers)
    assert len(statements(lambda: APIClient().get("/api/whoami/", headers=headers))) == 1


MODES = [
    ({"token": False, "session_login": True}, 6),
    ({"token": True, "session_login": False}, 6),
    ({"token": True, "session_login": True}, 7),
    ({"token": True, "session_login": True, "one_token_per_user": True}, 7),
    ({"use_jwt": True, "session_login": False}, 6),
    ({"use_jwt": True, "session_login": True}, 7),
]


@pytest.mark.parametrize(("mode", "most"), MODES)
def test_a_login_in_each_mode(bob, configure, mode, most):
    configure(rest_auth=mode)
    Rest().post("login/", GOOD)
    found = statements(lambda: Rest().post("login/", GOOD))
    assert len(found) == most_of_login(most, reads_tokens="one_token_per_user" in mode), found


def test_other_operations(bob, rest, configure):
    key = rest.log_in()
    keyed = Rest(Authorization=f"Token {key}")
    keyed.get("user/")
    counts = {
        "user": len(statements(lambda: keyed.get("user/"))),
        "write": len(statements(lambda: keyed.call("PATCH", "user/", {"first_name": "x"}))),
        "reset": len(statements(lambda: Rest().post("password/reset/", {"email": BOB}))),
        "reset of nobody": len(statements(lambda: Rest().post("password/reset/", {"email": "x@example.org"}))),
        "change": len(statements(lambda: keyed.post("password/change/", {"new_password1": NEW, "new_password2": NEW}))),
        "logout": len(statements(lambda: keyed.post("logout/"))),
        "register": len(statements(lambda: Rest().post("registration/", REGISTER))),
    }
    configure(accounts={"email_verification": "mandatory"})
    body = {**REGISTER, "username": "kim", "email": "kim@example.org"}
    counts["register, to be proved"] = len(statements(lambda: Rest().post("registration/", body)))
    assert counts == {
        "user": 1,
        "write": 3,
        "reset": 5,
        "reset of nobody": 5,
        "change": 13,
        "logout": 4,
        "register": 11,
        "register, to be proved": 8,
    }
