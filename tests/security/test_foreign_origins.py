"""D2: a page of another site logs no browser in, at any login that sets a session's cookie."""

import json

import pytest
from django.test import Client, RequestFactory
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost.door import origins

pytestmark = pytest.mark.django_db
OWN = "https://id.example.org"
NAMED = {"username": "bob", "password": PASSWORD}
FETCH_SITES = [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "same-origin"},
               {"Sec-Fetch-Site": "none"}]  # fmt: skip
FOREIGN = ["https://evil.example", "null", "http://id.example.org", "https://id.example.org.evil.example",
           "https://id.example.org:8443", "https://example.org", "https://other.example.org", "http://testserver",
           ""]  # fmt: skip


def rest_auth(**headers):
    return post("/api/v1/dj-rest-auth/login/", NAMED, headers)


def registration(**headers):
    body = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
    return post("/api/v1/dj-rest-auth/registration/", body, headers)


def djoser(**headers):
    return post("/auth/token/login/", NAMED, headers)


def cookie(**headers):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/api/login-set-cookie/")
    token = browser.cookies["csrftoken"].value
    return post("/api/login/", {"email": BOB, "password": PASSWORD}, {"X-CSRFToken": token, **headers}, browser)


def native(**headers):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/_allauth/browser/v1/config")
    token = browser.cookies["csrftoken"].value
    body = {"email": BOB, "password": PASSWORD}
    return post("/_allauth/browser/v1/auth/login", body, {"X-CSRFToken": token, **headers}, browser)


def post(path, body, headers, browser=None):
    browser = browser or Client(enforce_csrf_checks=True)
    return browser.post(path, json.dumps(body), content_type="application/json", headers=headers)


LOGINS = [rest_auth, registration, djoser, cookie, native]


@pytest.fixture(autouse=True)
def _site(settings, configure):
    configure(djoser={"create_session_on_login": True}, accounts={"email_verification": "none"})
    settings.GATEPOST = {**settings.GATEPOST, "public_url": OWN}
    settings.ROOT_URLCONF = "tests.dialects.urls"
    make_user()


@pytest.mark.parametrize("log_in", LOGINS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://id.example.org"])
def test_d2_a_foreign_origin_logs_nobody_in_whatever_the_browser_says_of_the_site(log_in, origin):
    for site in FETCH_SITES:
        answer = log_in(Origin=origin, **site)
        assert answer.status_code == 403, site
        assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("log_in", LOGINS)
@pytest.mark.parametrize("headers", [{}, {"Origin": OWN}, {"Origin": OWN, "Sec-Fetch-Site": "cross-site"}])
def test_the_own_origin_and_clients_without_one_log_in(log_in, headers):
    answer = log_in(**headers)
    assert answer.status_code in (200, 201), answer.content
    assert "sessionid" in answer.cookies


@pytest.mark.parametrize("log_in", LOGINS)
def test_a_trusted_origin_logs_in(log_in, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example", "https://*.example.org"]
    for origin in ("https://front.example", "https://app.example.org"):
        assert log_in(Origin=origin).status_code in (200, 201, 400)
    for origin in ("http://front.example", "http://app.example.org", "https://app.example.org.evil.example"):
        assert log_in(Origin=origin).status_code == 403, origin


@pytest.mark.parametrize("origin", FOREIGN)
def test_only_the_exact_origin_is_ours(origin):
    request = RequestFactory().post("/", headers={"Origin": origin})
    assert origins.is_foreign(request)


def test_without_a_public_url_the_host_that_was_asked_is_ours(settings):
    settings.GATEPOST = {**settings.GATEPOST, "public_url": ""}
    for origin, foreign in (("http://testserver", False), ("https://testserver", True), ("null", True)):
        assert origins.is_foreign(RequestFactory().post("/", headers={"Origin": origin})) is foreign
    assert rest_auth(Origin="http://testserver").status_code == 200


def test_a_cross_site_request_without_an_origin_is_foreign():
    assert origins.is_foreign(RequestFactory().post("/", headers={"Sec-Fetch-Site": "cross-site"}))


def test_logins_that_set_no_cookie_take_any_origin(configure):
    configure(djoser={"create_session_on_login": False}, rest_auth={"session_login": False})
    for log_in in (rest_auth, djoser):
        answer = log_in(Origin="https://evil.example")
        assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}, Origin="null").status == 200


@pytest.mark.parametrize("origin", ["https://[", "https://[::1", "http://\x00", "a" * 5000])
def test_an_origin_that_cannot_be_read_is_foreign(origin):
    assert origins.is_foreign(RequestFactory().post("/", headers={"Origin": origin}))
