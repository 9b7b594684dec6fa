"""The contract's exchanges, step by step, for the operations that exist."""

from tests.client import Api
from tests.exchanges import ANONYMOUS
from tests.users import BOB, PASSWORD


def test_config(api):
    body = api.get("config").body
    assert body["data"]["account"] == {
        "authentication_method": "username_email",
        "email_verification_by_code_enabled": False,
        "is_open_for_signup": True,
        "login_by_code_enabled": True,
        "login_methods": ["email", "username"],
        "password_reset_by_code_enabled": False,
    }
    assert set(body["data"]) == {"account", "names", "mfa", "usersessions"}
    assert body["data"]["names"]["email"] == {"max_length": 254}
    assert body["data"]["names"]["username"]["max_length"] == 150
    assert body["data"]["usersessions"] == {"track_activity": False}
    assert api.post("config").status == 405
    assert {flow["id"] for flow in api.get("auth/session").flows} == ANONYMOUS


def test_csrf(settings, db):
    api = Api("browser")
    body = {"email": "alice@example.org", "username": "alice", "password": PASSWORD}
    raw = api.http.post("/_allauth/browser/v1/auth/signup", body, content_type="application/json")
    assert raw.status_code == 403
    api.get("config")
    assert api.http.cookies["csrftoken"].value
    for header in ("", "x" * 32, "short"):
        assert api.post("auth/signup", body, **{"X-CSRFToken": header}).status == 403
    assert api.post("auth/signup", body, Origin="https://evil.example").status == 403
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example"]
    assert api.post("auth/signup", body).status == 200
    assert api.delete("auth/session", **{"X-CSRFToken": ""}).status == 403
    assert api.get("auth/session").status == 200


def test_browser_session_rotates_at_login_and_goes_at_logout(browser, bob):
    browser.post("auth/code/request", {"email": "ghost@example.org"})
    before, token = browser.http.cookies["sessionid"].value, browser.http.cookies["csrftoken"].value
    assert browser.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert browser.http.cookies["sessionid"].value != before
    assert browser.http.cookies["csrftoken"].value != token
    assert browser.delete("auth/session").status == 401
    assert not browser.http.cookies["sessionid"].value
    assert browser.get("auth/session").status == 401


def test_app_sets_no_cookie(app, bob):
    answer = app.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert (answer.status, dict(answer.response.cookies)) == (200, {})
    assert "session_token" not in app.get("auth/session").body["meta"]


def test_signup_closed(api, configure):
    configure(accounts={"signup_open": False})
    body = {"email": BOB, "username": "bob", "password": PASSWORD}
    assert api.post("auth/signup", body).body == {"status": 403}
    assert api.post("auth/signup", {}).codes == [
        ("required", "email"),
        ("required", "password"),
        ("required", "username"),
    ]
    assert "signup" not in [flow["id"] for flow in api.get("auth/session").flows]


def test_limit_login_by_network(configure, clock, bob):
    configure(limits={"enabled": True}, headless={"trusted_proxies": 1})
    here = Api("app", **{"X-Forwarded-For": "10.0.0.1"})
    answers = [here.post("auth/login", {"email": BOB}) for _ in range(32)]
    assert [answer.status for answer in answers] == [400] * 30 + [429] * 2
    assert answers[-1].body == {"status": 429}
    assert int(answers[-1].headers["Retry-After"]) >= 1
    there = Api("app", **{"X-Forwarded-For": "10.0.0.2"})
    assert there.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_limit_login_by_account(configure, clock, bob, app):
    configure(limits={"enabled": True})
    wrong = [app.post("auth/login", {"email": BOB, "password": "x"}).codes[0][0] for _ in range(7)]
    assert wrong == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"] * 2
    answer = app.post("auth/login", {"username": "BOB", "password": PASSWORD})
    assert answer.codes == [("too_many_login_attempts", None)]
    clock.forward(301)
    assert app.post("auth/login", {"username": "BOB", "password": PASSWORD}).status == 200


def test_limit_password_request(configure, clock, app, bob):
    configure(limits={"enabled": True})
    assert [app.post("auth/password/request", {"email": BOB}).status for _ in range(7)] == [200] * 5 + [429] * 2
    statuses = [app.post("auth/password/request", {"email": f"x{n}@example.org"}).status for n in range(20)]
    assert statuses == [200] * statuses.count(200) + [429] * statuses.count(429)
    assert statuses.count(200) == 13
    assert app.post("auth/password/request", {"email": "bad"}).codes == [("invalid", "email")]


def test_an_unknown_client_or_operation_is_404(client, db):
    assert client.get("/_allauth/tv/v1/config").status_code == 404
    assert client.get("/_allauth/app/v1/nothing").status_code == 404
