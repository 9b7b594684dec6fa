"""djoser's acts in a browser that is signed in by session: CSRF rules, and cookies that follow."""

import json

import pytest
from tests.users import NEW, PASSWORD, logged_in

from gatepost.dialects.djoser.tokens import LogOut
from gatepost.dialects.djoser.users import Users
from gatepost.drf import SessionAuthentication

ME, SET_PASSWORD = "/auth/users/me/", "/auth/users/set_password/"
CHANGE = {"new_password": NEW, "current_password": PASSWORD}
ACTS = [
    ("PATCH", ME, {"email": "new@example.org"}),
    ("DELETE", ME, {"current_password": PASSWORD}),
    ("POST", SET_PASSWORD, CHANGE),
    ("POST", "/auth/users/set_username/", {"new_username": "rob", "current_password": PASSWORD}),
    ("POST", "/auth/users/", {"username": "amy", "password": NEW}),
    ("POST", "/auth/token/logout/", {}),
]


@pytest.fixture(autouse=True)
def _by_session(monkeypatch):
    for view in (Users, LogOut):
        monkeypatch.setattr(view, "authentication_classes", (SessionAuthentication,))


def send(browser, verb, path, body, *, token=True):
    if token:
        browser.http.get("/_allauth/browser/v1/config")
    headers = {"X-CSRFToken": browser.http.cookies["csrftoken"].value} if token else {}
    return browser.http.generic(verb, path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize(("verb", "path", "body"), ACTS)
def test_d1_an_unsafe_act_needs_the_csrf_token(bob, verb, path, body):
    browser = logged_in(bob, "browser")
    answer = send(browser, verb, path, body, token=False)
    assert (answer.status_code, answer.json()["detail"][:12]) == (403, "CSRF Failed:")
    assert send(browser, verb, path, body).status_code in (200, 201, 204)


def test_a_new_password_gives_this_browser_a_new_session_and_ends_the_others(bob):
    asks, other = logged_in(bob, "browser"), logged_in(bob, "browser")
    before = asks.http.cookies["sessionid"].value
    assert send(asks, "POST", SET_PASSWORD, CHANGE).status_code == 204
    assert asks.http.cookies["sessionid"].value != before
    assert [one.http.get(ME).status_code for one in (asks, other)] == [200, 403]


def test_a_new_password_ends_this_session_too_by_setting(bob, configure):
    configure(password={"logout_on_change": True})
    browser = logged_in(bob, "browser")
    assert send(browser, "POST", SET_PASSWORD, CHANGE).status_code == 204
    assert browser.http.get(ME).status_code == 403


def test_a_deleted_user_loses_the_cookie(bob):
    browser = logged_in(bob, "browser")
    answer = send(browser, "DELETE", ME, {"current_password": PASSWORD})
    assert (answer.status_code, answer.cookies["sessionid"].value) == (204, "")
    assert browser.http.get(ME).status_code == 403


def test_without_credentials_a_browser_gets_403_and_no_challenge(client):
    answer = client.get(ME)
    assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (403, False)
