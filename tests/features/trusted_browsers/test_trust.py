"""Trust this browser: the next login there is shorter, until something changes."""

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import codes_of, with_app
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.flow import support
from gatepost.sessions.models import TrustedBrowser

COOKIE = "gatepost_trust"
TRUST = "auth/2fa/trust"
LIST = "account/trusted_browsers"


@pytest.fixture(autouse=True)
def _on(configure):
    configure(flow={"trust_browser": True})


@pytest.fixture
def phone(bob):
    return with_app(bob)


def test_config_says_whether_browsers_can_be_trusted(db, configure):
    assert Api("browser").get("config").body["data"]["mfa"]["trust_enabled"] is True
    configure(flow={"trust_browser": False})
    assert "trust_enabled" not in Api("browser").get("config").body["data"]["mfa"]


def second_step(phone, clock):
    clock.forward(60)
    browser = Api("browser")
    assert browser.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    answer = browser.post("auth/2fa/authenticate", {"code": phone.code()})
    assert (answer.status, answer.pending) == (401, ["mfa_trust"])
    return browser


@pytest.fixture
def trusted(phone, clock):
    """A browser that is trusted, logged out."""
    browser = second_step(phone, clock)
    assert browser.post(TRUST, {"trust": True}).status == 200
    assert browser.delete("auth/session").status == 401
    return browser


def log_in(browser):
    return browser.post("auth/login", {"email": BOB, "password": PASSWORD})


def test_a_trusted_browser_is_asked_once(phone, clock):
    browser = second_step(phone, clock)
    assert browser.get("auth/session").pending == ["mfa_trust"]
    answer = browser.post(TRUST, {"trust": True})
    assert [one["method"] for one in answer.body["data"]["methods"]] == ["password", "mfa"]
    cookie = browser.http.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert TrustedBrowser.objects.get().digest not in cookie.value
    browser.delete("auth/session")
    answer = log_in(browser)
    assert (answer.status, [one["method"] for one in answer.body["data"]["methods"]]) == (200, ["password"])
    assert log_in(Api("browser")).pending == ["mfa_authenticate"]


@pytest.mark.parametrize("body", [{}, {"trust": False}, {"trust": None}])
def test_who_does_not_trust_is_asked_again(phone, clock, body):
    browser = second_step(phone, clock)
    assert browser.post(TRUST, body).status == 200
    assert COOKIE not in browser.http.cookies
    browser.delete("auth/session")
    assert log_in(browser).pending == ["mfa_authenticate"]


def test_too_early_and_too_late(phone, clock):
    browser = Api("browser")
    assert browser.post(TRUST, {"trust": True}).status == 401
    assert log_in(browser).pending == ["mfa_authenticate"]
    answer = browser.post(TRUST, {"trust": True})
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    browser = second_step(phone, clock)
    assert browser.post(TRUST, {"trust": True}).status == 200
    assert browser.post(TRUST, {"trust": True}).status == 401
    assert TrustedBrowser.objects.count() == 1


def test_apps_trust_nothing(app, phone, clock):
    clock.forward(60)
    assert app.post(TRUST, {"trust": True}).status == 404
    assert log_in(app).pending == ["mfa_authenticate"]
    assert app.post("auth/2fa/authenticate", {"code": phone.code()}).status == 200


def test_switched_off_nothing_is_asked(browser, phone, clock, configure):
    configure(flow={"trust_browser": False})
    clock.forward(60)
    log_in(browser)
    assert browser.post("auth/2fa/authenticate", {"code": phone.code()}).status == 200
    assert browser.post(TRUST, {"trust": True}).status == 404
    assert browser.get(LIST).status == 404


def test_switched_off_later_trust_counts_no_more(trusted, configure):
    configure(flow={"trust_browser": False})
    assert log_in(trusted).pending == ["mfa_authenticate"]


def test_trust_expires(trusted, clock):
    clock.forward(30 * 86400 + 1)
    assert log_in(trusted).pending == ["mfa_authenticate"]


def test_trust_is_for_one_user(trusted, bob):
    other = make_user("ben@example.org", "ben")
    with_app(other)
    answer = trusted.post("auth/login", {"email": "ben@example.org", "password": PASSWORD})
    assert answer.pending == ["mfa_authenticate"]


def test_two_users_may_trust_one_browser(trusted, clock):
    phone = with_app(make_user("ben@example.org", "ben"))
    trusted.post("auth/login", {"email": "ben@example.org", "password": PASSWORD})
    trusted.post("auth/2fa/authenticate", {"code": phone.code()})
    assert trusted.post(TRUST, {"trust": True}).status == 200
    trusted.delete("auth/session")
    for email in ("ben@example.org", BOB):
        assert trusted.post("auth/login", {"email": email, "password": PASSWORD}).status == 200
        trusted.delete("auth/session")


def _change_password(bob, phone):
    api = logged_in(bob)
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    get_user_model().objects.filter(pk=bob.pk).update(password=bob.password)


def _remove_app(bob, phone):
    api = logged_in(bob)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert api.delete("account/authenticators/totp").status == 200
    with_app(bob)


def _reset_factors(bob, phone):
    assert support.reset_factors(bob, by="command", reason="lost")
    with_app(bob)


def _disable(bob, phone):
    lifecycle.set_active(bob.pk, active=False)
    lifecycle.set_active(bob.pk, active=True)


@pytest.mark.parametrize("change", [_change_password, _remove_app, _reset_factors, _disable])
def test_trust_dies_when_the_account_changes(trusted, bob, phone, change):
    change(bob, phone)
    assert not TrustedBrowser.objects.exists()
    assert log_in(trusted).pending == ["mfa_authenticate"]


@pytest.mark.parametrize("junk", ["x", "gpt_" + "0" * 49, ".", "a" * 5000, "ä.ö"])
def test_a_made_up_cookie_is_no_trust(phone, junk):
    browser = Api("browser")
    browser.http.cookies[COOKIE] = junk
    assert log_in(browser).pending == ["mfa_authenticate"]


def test_trust_can_be_seen_and_taken_back(trusted, bob):
    assert log_in(trusted).status == 200
    (entry,) = trusted.get(LIST).body["data"]
    assert (entry["is_current"], entry["ip"]) == (True, "127.0.0.1")
    app = logged_in(bob)
    assert [one["is_current"] for one in app.get(LIST).body["data"]] == [False]
    assert app.delete(LIST, {}).codes == [("required", "browsers")]
    assert app.delete(LIST, {"browsers": [entry["id"], 1]}).codes == [("invalid_choice", "browsers")]
    stranger = logged_in(make_user("ben@example.org", "ben"))
    assert stranger.delete(LIST, {"browsers": [entry["id"]]}).codes == [("invalid_choice", "browsers")]
    assert app.delete(LIST, {"browsers": [entry["id"]]}).body["data"] == []
    trusted.delete("auth/session")
    assert log_in(trusted).pending == ["mfa_authenticate"]


def test_a_passkey_alone_asks_for_no_trust(phone, bob):
    assert codes_of(bob)
    browser = Api("browser")
    assert log_in(browser).pending == ["mfa_authenticate"]
    assert browser.post("auth/2fa/authenticate", {"code": codes_of(bob)[0]}).pending == ["mfa_trust"]


def test_a_required_code_is_left_out_in_a_trusted_browser(bob, post, configure):
    configure(**{**CODE, "code": {"required": True, "trust_browser": True}})
    browser = Api("browser")
    assert log_in(browser).pending == ["login_by_code"]
    answer = browser.post("auth/code/confirm", {"code": post.code(BOB)})
    assert (answer.status, answer.pending) == (401, ["mfa_trust"])
    assert browser.post(TRUST, {"trust": True}).status == 200
    browser.delete("auth/session")
    assert log_in(browser).status == 200
    browser.delete("auth/session")
    with_app(bob)
    assert log_in(browser).pending == ["login_by_code"]


def test_trust_after_a_code_stands_for_no_second_factor(bob, post, configure):
    configure(flow={"trust_browser": True}, code={"required": True, "trust_browser": True})
    browser = Api("browser")
    log_in(browser)
    browser.post("auth/code/confirm", {"code": post.code(BOB)})
    assert browser.post(TRUST, {"trust": True}).status == 200
    assert TrustedBrowser.objects.get().steps == "login_by_code"
