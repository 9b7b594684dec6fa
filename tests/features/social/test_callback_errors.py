"""Where a browser ends when a login at a provider fails, and what the address says."""

import json

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.providers import BACK, Visitor, ended
from tests.users import logged_in, make_user

from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.features.social.models import SocialAccount
from gatepost.testing.totp import enrol

ERROR_PAGE = "http://127.0.0.1:8000/account/provider/callback"


def unknown(code, process="login"):
    return {"error": "unknown", "error_process": process, "error_code": code}


def member(user, provider):
    visitor = Visitor("browser", provider)
    visitor.http.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value
    return visitor


@pytest.mark.parametrize("process", ["login", "connect"])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"provider": ""}, "unknown_provider"),
        ({"provider": "nowhere"}, "unknown_provider"),
        ({"provider": "test\x00"}, "unknown_provider"),
        ({"callback_url": ""}, "invalid"),
        ({"callback_url": "https://evil.example/"}, "invalid"),
        ({"process": ""}, "invalid_choice"),
        ({"process": "signup"}, "invalid_choice"),
    ],
)
def test_any_faulty_field_ends_at_the_error_page_as_an_unknown_error(visitor, fault, code, process):
    response = visitor.leave(**{"process": process, **fault})
    assert response.status_code == 302
    assert ended(response) == (ERROR_PAGE, unknown(code))


@pytest.mark.parametrize("body", [{"provider": "test", "process": "login", "callback_url": BACK}, [], 5])
def test_json_in_place_of_a_form_ends_at_the_error_page_too(visitor, body):
    visitor.get("config")
    token = visitor.http.cookies["csrftoken"].value
    path = "/_allauth/browser/v1/auth/provider/redirect"
    response = visitor.http.post(path, json.dumps(body), "application/json", headers={"X-CSRFToken": token})
    assert response.status_code == 302
    assert ended(response) == (ERROR_PAGE, unknown("unknown_provider"))


def test_too_many_visits_end_at_the_error_page(visitor, provider, configure, clock):
    configure(limits={"enabled": True, "rates": {"provider_network": ["2/60"]}})
    back = provider.sign_in(visitor.leave()["Location"])
    visitor.leave()
    assert ended(visitor.leave()) == (ERROR_PAGE, unknown("rate_limited"))
    assert ended(visitor.come_back(back)) == (ERROR_PAGE, unknown("rate_limited"))


@pytest.mark.parametrize("process", ["login", "connect"])
def test_a_state_that_is_missing_unknown_used_or_of_another_browser_ends_at_the_error_page(visitor, provider, process):
    bob = make_user()
    visitor = member(bob, provider)
    back = provider.sign_in(visitor.leave(process=process)["Location"])
    expected = (ERROR_PAGE, unknown("invalid_state"))
    for state in ({"state": ""}, {"state": "x"}, {"state": "gpv_" + "0" * 49}):
        assert ended(visitor.come_back(back | state)) == expected
    assert ended(visitor.come_back({})) == expected
    assert ended(Visitor("browser", provider).come_back(back)) == expected
    assert ended(member(bob, provider).come_back(back)) == expected
    assert ended(visitor.come_back(back)) == (BACK, {})
    assert ended(visitor.come_back(back)) == expected


@pytest.mark.parametrize("process", ["login", "connect"])
@pytest.mark.parametrize("word", ["access_denied", "user_cancelled_authorize", "user_cancelled_login"])
def test_a_user_who_refuses_has_cancelled(provider, connected, db, word, process):
    visitor = member(make_user(), provider)
    back = provider.sign_in(visitor.leave(process=process)["Location"])
    del back["code"]
    assert ended(visitor.come_back(back | {"error": word})) == (BACK, {"error": "cancelled", "error_process": process})
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("process", ["login", "connect"])
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"code": "bad"}, "provider_failed"),
        ({"code": ""}, "missing_code"),
        ({"error": "server_error"}, "provider_failed"),
        ({"error": "invalid_scope"}, "provider_failed"),
        ({"iss": "https://other.example"}, "provider_failed"),
    ],
)
def test_a_bad_code_or_a_failing_provider_is_an_unknown_error(provider, connected, db, *, answer, code, process):
    visitor = member(make_user(), provider)
    back = provider.sign_in(visitor.leave(process=process)["Location"])
    assert ended(visitor.come_back(back | answer)) == (BACK, unknown(code, process))


def test_a_provider_that_is_down_is_an_unknown_error(visitor, provider):
    back = provider.sign_in(visitor.leave()["Location"])
    provider.faults.add("error /token")
    assert ended(visitor.come_back(back)) == (BACK, unknown("provider_unavailable"))


def test_a_closed_sign_up_is_told(visitor, provider, configure):
    configure(accounts={"signup_open": False})
    assert visitor.log_in() == (BACK, {"error": "signup_closed", "error_process": "login"})
    assert not get_user_model().objects.exists()


def test_connecting_while_logged_out_goes_back_before_the_provider_is_asked(visitor, provider):
    response = visitor.leave(process="connect")
    assert ended(response) == (BACK, {"error": "login_required", "error_process": "connect"})
    assert provider.count("/authorize") == 0


def test_who_logged_out_at_the_provider_connects_nothing(provider, connected, db):
    bob = make_user()
    visitor = member(bob, provider)
    back = provider.sign_in(visitor.leave(process="connect")["Location"])
    visitor.delete("auth/session")
    assert ended(visitor.come_back(back))[1]["error"] in ("unknown", "permission_denied")
    assert not SocialAccount.objects.exists()
    assert visitor.get("auth/session").status == 401


def test_a_login_that_belongs_to_another_account_is_not_connected(visitor, provider):
    visitor.log_in()
    bobs = member(make_user(), provider)
    assert bobs.log_in(process="connect") == (BACK, {"error": "connected_other", "error_process": "connect"})


def test_a_connection_that_needs_a_fresh_proof_says_so(provider, connected, db, configure):
    configure(flow={"reauthentication_for_account": True})
    bobs = member(make_user(), provider)
    assert ended(bobs.leave(process="connect")) == (
        BACK,
        {"error": "reauthentication_required", "error_process": "connect"},
    )


def test_a_proof_that_went_stale_at_the_provider_is_asked_for_again(provider, connected, db, configure, clock):
    configure(flow={"reauthentication_for_account": True}, social={**provider.settings(), "state_seconds": 3600})
    bobs = member(make_user(), provider)
    assert bobs.post("auth/reauthenticate", {"password": "bob-Secret-77"}).status == 200
    back = provider.sign_in(bobs.leave(process="connect")["Location"])
    clock.forward(301)
    assert ended(bobs.come_back(back)) == (BACK, {"error": "reauthentication_required", "error_process": "connect"})
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_disabled_is_told_by_its_own_code(visitor, provider):
    visitor.log_in()
    get_user_model().objects.update(is_active=False)
    again = Visitor("browser", provider)
    assert again.log_in() == (BACK, {"error": "account_disabled", "error_process": "login"})


def keep_out(arrival):
    raise Refused(Refusal(Kind.INVALID, "not_of_this_company", text="No."))


def close(arrival):
    raise Refused(FORBIDDEN)


@pytest.mark.parametrize(("step", "error"), [("keep_out", "not_of_this_company"), ("close", "signup_closed")])
def test_codes_of_validation_are_told_as_they_are(visitor, connected, step, error):
    connected(pipeline={"new": f"{__name__}.{step}"})
    assert visitor.log_in() == (BACK, {"error": error, "error_process": "login"})


def test_a_success_says_nothing_and_a_pending_step_neither(provider, connected, db):
    user = make_user()
    enrol(user)
    bobs = logged_in(user)
    token = {"client_id": "client", "id_token": provider.id_token()}
    body = {"provider": "test", "process": "connect", "token": token}
    assert bobs.post("auth/provider/token", body).status == 200
    assert Visitor("browser", provider).log_in() == (BACK, {})
    assert Api("app").get("auth/session").status == 401


def test_a_sign_up_that_was_mailed_a_moment_ago_is_told_as_limited(provider, connected, db, configure):
    """Whether the address has an account or not, so that pages can say to wait."""
    configure(limits={"enabled": True}, accounts={"email_verification": "mandatory"}, email={"verification_by": "code"})
    make_user("jane@example.org", "holder")
    for taken in (True, False):
        name = "jane" if taken else "free"
        provider.claims |= {"sub": name, "email": f"{name}@example.org", "email_verified": False}
        assert Visitor("browser", provider).log_in()[1] == {}
        assert Visitor("browser", provider).log_in()[1] == unknown("rate_limited")
