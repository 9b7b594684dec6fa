"""A project whose authentication classes read no session, though its logins open one."""

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import Rest
from tests.users import PASSWORD, make_user

from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.tokens import LogOut
from gatepost.dialects.rest_auth.access import Logout
from gatepost.ground.models import Event
from gatepost.sessions.models import Session

OUT = {"detail": "Successfully logged out."}


@pytest.fixture(autouse=True)
def _tokens_only(monkeypatch):
    for view in (Logout, LogOut):
        monkeypatch.setattr(view, "authentication_classes", [TokenAuthentication])


def test_a_logout_reported_success_and_left_the_browser_logged_in(rest, bob):
    rest.log_in()
    cookie = rest.post("logout/").cookies["sessionid"]
    assert (cookie.value, cookie["max-age"]) == ("", 0)
    assert not Session.objects.exists()
    assert Event.objects.filter(kind="logout").count() == 1


def test_a_logout_with_the_key_of_another_login_left_the_browser_logged_in(rest, bob):
    make_user("eve@example.org", "eve")
    key, kept = Rest().log_in(username="eve"), Rest()
    kept.log_in()
    rest.log_in()
    assert rest.post("logout/", Authorization=f"Token {key}").cookies["sessionid"].value == ""
    assert Rest(Authorization=f"Token {key}").get("user/").status_code == 403
    assert Session.objects.count() == 1
    assert rest.http.get("/whoami/").content == b"AnonymousUser"
    assert kept.http.get("/whoami/").content == b"bob"


def test_a_login_is_logged_out_once_by_its_key_and_its_cookie(rest, bob):
    key = rest.log_in()
    assert rest.post("logout/", Authorization=f"Token {key}").json() == OUT
    assert Event.objects.filter(kind="logout").count() == 1
    assert not Session.objects.exists()


def test_d2_a_page_of_another_site_ends_no_session_by_its_cookie(rest, bob):
    rest.log_in()
    assert rest.post("logout/", Origin="https://evil.example").json() == OUT
    assert rest.http.get("/whoami/").content == b"bob"


def test_djosers_logout_left_the_browsers_session_of_another_login(bob, configure):
    configure(djoser={"create_session_on_login": True})
    browser, app = APIClient(), APIClient()
    name = {"username": "bob", "password": PASSWORD}
    browser.post("/auth/token/login/", name)
    token = app.post("/auth/token/login/", name).json()["auth_token"]
    assert browser.post("/auth/token/logout/", headers={"Authorization": f"Token {token}"}).status_code == 204
    assert not Session.objects.exists()
