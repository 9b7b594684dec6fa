"""A project whose authentication classes read no session, though its logins open one."""

import pytest
from rest_framework.test import APIClient
from tests.dialects.rest import Rest
from tests.users import NEW, PASSWORD, make_user

from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.djoser.tokens import LogOut
from gatepost.dialects.djoser.users import Users
from gatepost.dialects.rest_auth.access import Logout
from gatepost.dialects.rest_auth.account import PasswordChange
from gatepost.ground.models import Event
from gatepost.sessions.models import Session

OUT = {"detail": "Successfully logged out."}


@pytest.fixture(autouse=True)
def _tokens_only(monkeypatch):
    for view in (Logout, LogOut, PasswordChange, Users):
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


TWICE = {"new_password1": NEW, "new_password2": NEW}


def test_a_password_change_by_key_logged_the_browser_out(rest, bob):
    other = Rest()
    other.log_in()
    key = rest.log_in()
    old = rest.http.cookies["sessionid"].value
    answer = rest.post("password/change/", TWICE, Authorization=f"Token {key}")
    assert answer.status_code == 200
    assert answer.cookies["sessionid"].value not in ("", old)
    assert "csrftoken" not in answer.cookies
    assert rest.http.get("/whoami/").content == b"bob"
    assert other.http.get("/whoami/").content == b"AnonymousUser"


def test_a_password_change_by_key_ends_the_browsers_session_where_the_settings_say_so(rest, bob, configure):
    configure(rest_auth={"logout_on_password_change": True})
    key = rest.log_in()
    rest.post("password/change/", TWICE, Authorization=f"Token {key}")
    assert rest.http.get("/whoami/").content == b"AnonymousUser"


def test_a_password_change_leaves_no_session_of_another_user_or_site(rest, bob):
    make_user("eve@example.org", "eve")
    key = Rest().log_in()
    rest.log_in(username="eve")
    before = rest.http.cookies["sessionid"].value
    assert "sessionid" not in rest.post("password/change/", TWICE, Authorization=f"Token {key}").cookies
    assert (rest.http.cookies["sessionid"].value, rest.http.get("/whoami/").content) == (before, b"eve")
    foreign = Rest()
    key = foreign.log_in(password=NEW)
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert (
        foreign.post("password/change/", sent, Authorization=f"Token {key}", Origin="https://evil.example").status_code
        == 200
    )
    assert foreign.http.get("/whoami/").content == b"AnonymousUser"


@pytest.mark.parametrize(("kept", "who"), [(True, b"bob"), (False, b"AnonymousUser")])
def test_djosers_password_change_by_token_keeps_the_session_of_its_logins(bob, configure, kept, who):
    configure(djoser={"create_session_on_login": True})
    browser = APIClient()
    token = browser.post("/auth/token/login/", {"username": "bob", "password": PASSWORD}).json()["auth_token"]
    configure(djoser={"create_session_on_login": kept})
    sent = {"new_password": NEW, "current_password": PASSWORD}
    answer = browser.post("/auth/users/set_password/", sent, headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 204
    assert browser.get("/whoami/").content == who
