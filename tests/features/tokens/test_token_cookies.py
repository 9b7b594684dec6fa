"""Tokens in a browser's cookies: `tokens.browser_cookies`."""

import json

import pytest
from django.test import Client
from tests.client import Api
from tests.token_logins import LOGIN, login, told
from tests.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cookies(configure):
    configure(accounts={"email_verification": "optional"}, tokens={"browser_cookies": True})
    make_user()
    browser = Api("browser")
    assert login(browser).status == 200
    return browser


def test_no_script_reads_the_cookies_and_the_refresh_token_goes_to_one_address(cookies):
    token, renewal = cookies.http.cookies["gatepost_access"], cookies.http.cookies["gatepost_refresh"]
    for cookie in (token, renewal):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert (token["path"], token["max-age"]) == ("/", 300)
    assert (renewal["path"], renewal["max-age"]) == ("/_allauth/browser/v1/tokens", 86400)
    secure = Client().post(
        "/_allauth/browser/v1/auth/login", json.dumps(LOGIN), content_type="application/json", secure=True
    )
    assert all(secure.cookies[name]["secure"] for name in ("gatepost_access", "gatepost_refresh"))


def test_d3_the_cookies_are_renewed_with_the_csrf_token_only(cookies):
    before = cookies.http.cookies["gatepost_access"].value
    refused = cookies.http.post("/_allauth/browser/v1/tokens/cookies")
    assert (refused.status_code, "gatepost_access" in refused.cookies) == (403, False)
    assert cookies.post("tokens/cookies").body == {"status": 200}
    assert cookies.http.cookies["gatepost_access"].value != before
    assert not told(cookies.get("auth/session"))


def test_a_browser_without_a_good_refresh_cookie_gets_no_tokens(cookies, configure):
    cookies.http.cookies["gatepost_refresh"] = "gpr_x"
    assert cookies.post("tokens/cookies").body == {"status": 400}
    assert cookies.post("tokens/refresh", {"refresh_token": "x"}).status == 404
    configure(tokens={"browser_cookies": False})
    assert cookies.post("tokens/cookies").status == 404


def test_a_logout_takes_the_cookies_away(cookies):
    renewal = cookies.http.cookies["gatepost_refresh"].value
    answer = cookies.delete("auth/session")
    assert answer.response.cookies["gatepost_access"].value == ""
    assert answer.response.cookies["gatepost_refresh"]["path"] == "/_allauth/browser/v1/tokens"
    cookies.http.cookies["gatepost_refresh"] = renewal
    assert cookies.post("tokens/cookies").status == 400
