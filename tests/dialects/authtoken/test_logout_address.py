"""`/api/logout/`, which other parts of a project may have too."""

import sys
import types

import pytest
from django.http import HttpResponse
from django.urls import include, path, re_path
from rest_framework.test import APIClient
from tests.users import PASSWORD

GONE = {"detail": "Invalid token."}


def theirs(request, where=""):
    return HttpResponse(f"theirs {where}")


OURS = path("", include("gatepost.dialects.authtoken.urls"))
OTHERS = [
    path("api/logout/", theirs),
    path("api/", include([path("logout/", theirs)])),
    re_path(r"^api/logout/$", theirs),
    re_path(r"^api/", include([re_path(r"^logout/?$", theirs)])),
    path("api/", include("gatepost.dialects.cookie.urls")),
]


@pytest.fixture
def mount(settings):
    """A project with these addresses."""

    def mounted(*patterns):
        module = types.ModuleType("urls_of_a_project")
        module.urlpatterns = list(patterns)
        sys.modules[module.__name__] = module
        settings.ROOT_URLCONF = module.__name__

    yield mounted
    sys.modules.pop("urls_of_a_project", None)


def log_out(key, address="/api/logout/"):
    return APIClient(enforce_csrf_checks=True).post(address, headers={"Authorization": f"Token {key}"})


@pytest.fixture
def key(bob):
    return lambda: APIClient().post("/api-token-auth/", {"username": "bob", "password": PASSWORD}).json()["token"]


@pytest.mark.parametrize("before", ["", "inner/"])
def test_the_contracts_address_ends_the_token_where_nothing_else_has_it(before, key, mount):
    mount(path(before, include("gatepost.dialects.authtoken.urls")))
    made = APIClient().post(f"/{before}api-token-auth/", {"username": "bob", "password": PASSWORD}).json()["token"]
    answer = log_out(made, f"/{before}api/logout/")
    assert (answer.status_code, answer.json()) == (200, {"username": None})
    again = log_out(made, f"/{before}api/logout/")
    assert (again.status_code, again.json()) == (403, GONE)
    assert APIClient().post(f"/{before}api/logout/").status_code == 403
    assert APIClient().get(f"/{before}api/logout/").status_code == 403


@pytest.mark.parametrize("other", OTHERS, ids=str)
@pytest.mark.parametrize("first", [True, False])
def test_it_yields_to_whatever_has_the_address_before_or_after(other, first, key, mount):
    mount(*((OURS, other) if first else (other, OURS)))
    made = key()
    answer = log_out(made)
    assert answer.content != b'{"username":null}'
    assert log_out(made, "/api/token-logout/").json() == {"username": None}


def test_a_page_for_all_addresses_does_not_have_it(key, mount):
    mount(OURS, re_path(r"^.*$", theirs), path("<path:where>", theirs))
    assert log_out(key()).json() == {"username": None}


def test_two_dialects_of_the_standalone_server_have_it_and_the_cookie_wins(db, settings):
    settings.ROOT_URLCONF = "gatepost.server.urls"
    assert APIClient(enforce_csrf_checks=True).post("/api/logout/").json()["code"] == "csrf_failed"
    assert APIClient(enforce_csrf_checks=True).post("/api/token-logout/").json()["detail"].startswith("Authentication")
