"""The browser's cookie in views of Django REST framework. Source: contracts, REST dialects, sections 0.4 and 0.5."""

import pytest
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.users import NEW, PASSWORD, logged_in, make_user

from gatepost.sessions.models import Session
from gatepost.tokens import opaque

pytestmark = pytest.mark.usefixtures("rest")  # brings the database
NOT_PROVIDED = {"detail": "Authentication credentials were not provided."}
GONE = "Thu, 01 Jan 1970 00:00:00 GMT"


class Browser:
    def __init__(self, user=None):
        self.http = Client(enforce_csrf_checks=True)
        if user is not None:
            self.http.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value

    def with_csrf(self, value=None):
        self.http.cookies["csrftoken"] = value or _get_new_csrf_string()
        return self.http.cookies["csrftoken"].value

    def get(self, where="session", **headers):
        return self.http.get(f"/{where}/", headers=headers)

    def post(self, where="session", body=None, **headers):
        return self.http.post(f"/{where}/", body or {}, headers=headers)


def key(user, scope=""):
    return f"Bearer {opaque.make(user.pk, name='x', scope=scope, expires_at=None)[0]}"


@pytest.mark.parametrize("where", ["session", "plain"])
def test_a_session_is_somebody_for_one_statement(bob, where):
    browser = Browser(bob)
    with CaptureQueriesContext(connection) as counted:
        answer = browser.get(where)
    assert (answer.status_code, answer.json()["user"], len(counted)) == (200, str(bob), 1)
    assert {"Accept", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_the_session_is_there_for_permissions(bob):
    assert Browser(bob).get().json()["level"] == 1


@pytest.mark.parametrize("verb", ["get", "post"])
def test_nobody_is_403_without_a_challenge(db, verb):
    answer = getattr(Browser(), verb)()
    assert (answer.status_code, answer.json(), answer.get("WWW-Authenticate")) == (403, NOT_PROVIDED, None)


@pytest.mark.parametrize("where", ["session", "plain"])
class TestCsrf:
    def reason(self, answer):
        assert answer.status_code == 403
        return answer.json()["detail"].removeprefix("CSRF Failed: ")

    def test_no_cookie(self, bob, where):
        assert self.reason(Browser(bob).post(where)) == "CSRF cookie not set."

    def test_no_token(self, bob, where):
        browser = Browser(bob)
        browser.with_csrf()
        assert self.reason(browser.post(where)) == "CSRF token missing."

    def test_a_wrong_header(self, bob, where):
        browser = Browser(bob)
        browser.with_csrf()
        wrong = {"X-CSRFToken": _get_new_csrf_string()}
        reason = self.reason(browser.post(where, **wrong))
        assert reason == "CSRF token from the 'X-Csrftoken' HTTP header incorrect."

    def test_a_wrong_field(self, bob, where):
        browser = Browser(bob)
        browser.with_csrf()
        body = {"csrfmiddlewaretoken": _get_new_csrf_string()}
        assert self.reason(browser.post(where, body)) == "CSRF token from POST incorrect."

    def test_a_wrong_length(self, bob, where):
        browser = Browser(bob)
        browser.with_csrf()
        reason = self.reason(browser.post(where, **{"X-CSRFToken": "short"}))
        assert reason == "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."

    def test_a_foreign_origin(self, bob, where):
        browser = Browser(bob)
        headers = {"X-CSRFToken": browser.with_csrf(), "Origin": "https://evil.test"}
        reason = self.reason(browser.post(where, **headers))
        assert reason == "Origin checking failed - https://evil.test does not match any trusted origins."

    def test_the_right_header_or_field(self, bob, where):
        browser = Browser(bob)
        token = browser.with_csrf()
        assert browser.post(where, **{"X-CSRFToken": token}).status_code == 200
        assert browser.post(where, {"csrfmiddlewaretoken": token}).status_code == 200

    def test_nobody_needs_no_token(self, where):
        assert Browser().post(where).json() == NOT_PROVIDED


@pytest.mark.parametrize(
    ("where", "status", "challenge"),
    [("session-key", 403, None), ("key-session", 401, 'Bearer realm="api"'), ("token", 401, 'Session realm="api"')],
)
def test_the_first_class_decides_between_401_and_403(db, where, status, challenge):
    for headers in ({}, {"Authorization": "Bearer gpk_junk"}, {"Authorization": "Digest x"}, {"Authorization": "x"}):
        answer = Browser().get(where, **headers)
        assert (answer.status_code, answer.get("WWW-Authenticate")) == (status, challenge)


def test_a_signed_in_browser_that_shows_the_key_of_somebody_else_is_itself(bob):
    ann = make_user("ann@example.org", "ann")
    browser, shown = Browser(bob), {"Authorization": key(ann)}
    assert browser.get("session-key", **shown).json()["user"] == str(bob)
    assert browser.post("session-key", **shown).status_code == 403
    assert browser.get("key-session", **shown).json()["user"] == str(ann)
    assert Browser().post("session-key", **shown).json()["user"] == str(ann)


@pytest.mark.parametrize("where", ["session", "plain"])
@pytest.mark.parametrize("how", ["disabled", "by hand", "elsewhere", "revoked"])
def test_c4_a_session_that_ended_takes_its_cookie_along(bob, where, how, settings):
    browser = Browser(bob)
    assert browser.get(where).status_code == 200
    if how == "disabled":
        type(bob).objects.update(is_active=False)
    elif how == "by hand":
        bob.set_password(NEW)
        bob.save()
    elif how == "elsewhere":
        body = {"current_password": PASSWORD, "new_password": NEW}
        assert logged_in(bob).post("account/password/change", body).status == 200
    else:
        Session.objects.all().delete()
    answer = browser.get(where)
    assert (answer.status_code, answer.json()) == (403, NOT_PROVIDED)
    cookie = answer.cookies["sessionid"]
    assert (cookie.value, cookie["expires"], cookie["max-age"], cookie["path"], cookie["samesite"]) == (
        "",
        GONE,
        0,
        "/",
        "Lax",
    )


def test_a_login_on_its_way_keeps_its_cookie(bob, configure):
    configure(code={"required": True})
    browser = Api("browser")
    assert browser.post("auth/login", {"username": "bob", "password": PASSWORD}).pending == ["login_by_code"]
    before = browser.http.cookies["sessionid"].value
    answer = browser.http.get("/session/")
    assert (answer.status_code, answer.cookies.get("sessionid")) == (403, None)
    assert browser.http.cookies["sessionid"].value == before


def test_a_browser_whose_session_ended_begins_a_new_one_for_the_next_login(bob, configure):
    browser = logged_in(bob, "browser")
    browser.get("config")
    assert logged_in(bob).post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    configure(code={"required": True})
    assert browser.post("auth/login", {"username": "bob", "password": NEW}).pending == ["login_by_code"]
    assert browser.http.get("/session/").cookies.get("sessionid") is None
    assert browser.get("auth/session").pending == ["login_by_code"]


def test_a_half_login_is_nobody(bob, configure):
    configure(code={"required": True})
    browser = Api("browser")
    browser.post("auth/login", {"username": "bob", "password": PASSWORD})
    assert browser.http.get("/session/").status_code == 403
    app = Api("app")
    app.post("auth/login", {"username": "bob", "password": PASSWORD})
    assert Browser().get("token", **{"X-Session-Token": app.token}).status_code == 401


def test_d3_a_cookie_is_nothing_where_it_is_not_asked_for(bob):
    assert Browser(bob).get("key").status_code == 401
    assert Browser(bob).get("token").status_code == 401
    browser = Browser()
    browser.http.cookies["sessionid"] = logged_in(bob).token
    assert browser.get("session").status_code == 403
    cookie = Browser(bob).http.cookies["sessionid"].value
    assert Browser().get("token", **{"X-Session-Token": cookie}).status_code == 401


def test_another_session_engine_is_asked_djangos_way(bob, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = Client()
    client.force_login(bob)
    answer = client.get("/session/")
    assert (answer.status_code, answer.json()) == (200, {"user": str(bob), "level": None})


class TestBehindTheMiddleware:
    @pytest.fixture(autouse=True)
    def _middleware(self, settings):
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "gatepost.integrations.middleware.token_middleware"]

    def test_a_keys_scope_holds_in_every_view(self, bob):
        for where in ("scoped", "scoped-plain"):
            assert Browser().get(where, Authorization=key(bob)).status_code == 403
            assert Browser().get(where, Authorization=key(bob, "read")).status_code == 200

    def test_a_key_is_no_session(self, bob):
        assert Browser().get("session", Authorization=key(bob)).status_code == 403


@pytest.mark.parametrize(("verified", "status"), [(True, 200), (False, 403)])
def test_the_permission_for_proved_addresses(db, verified, status):
    user = make_user(verified=verified)
    answer = Browser().get("verified", Authorization=key(user))
    assert answer.status_code == status
    assert status == 200 or answer.json() == {"detail": "Verify your email address first."}
    assert Browser().get("verified").status_code == 401
