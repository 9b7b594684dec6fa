"""The login of a device without a browser. Source: RFC 8628."""

import pytest
from tests.client import Api
from tests.oauth import RESOURCE, App, claims
from tests.users import NUMBER, logged_in, make_user

from gatepost.features.provider import queries
from gatepost.features.provider.feature import FEATURE
from gatepost.features.provider.models import DeviceRequest, Grant
from gatepost.features.provider.operations import grant_types

POLLS = grant_types.DEVICE


@pytest.fixture
def tv(db):
    """A public client on a device without a browser."""
    return App(public=True, name="TV", redirect_uris=[], grant_types=[POLLS, "refresh_token"])


def start(app, **form):
    answer = app.post("device", **{"scope": "openid email offline_access", **form})
    assert answer.status_code == 200, answer.content
    return answer.json()


def poll(app, code):
    return app.post("token", grant_type=POLLS, device_code=code)


def error(answer):
    assert answer.status_code == 400, answer.content
    return answer.json()["error"]


def allow(browser, code):
    return browser.post("auth/device/answer", {"code": code, "allow": True})


def test_a_device_gets_tokens_once_its_user_has_allowed_it(clock, tv, browsing, bob):
    device = start(tv)
    assert device["verification_uri"] == "http://127.0.0.1:8000/account/device"
    assert device["verification_uri_complete"] == f"{device['verification_uri']}#code={device['user_code']}"
    assert (device["expires_in"], device["interval"]) == (600, 5)
    assert error(poll(tv, device["device_code"])) == "authorization_pending"
    seen = browsing.post("auth/device", {"code": device["user_code"].lower().replace("-", " ")}).body["data"]
    assert (seen["app"]["name"], [scope["name"] for scope in seen["scopes"]]) == (
        "TV",
        ["openid", "email", "offline_access"],
    )
    assert allow(browsing, device["user_code"]).status == 200
    clock.forward(5)
    tokens = poll(tv, device["device_code"]).json()
    assert claims(tokens["id_token"])["sub"] == claims(tokens["access_token"])["sub"] == str(bob.pk)
    assert claims(tokens["id_token"])["acr"] == "aal1"
    assert tv.refresh(tokens["refresh_token"]).status_code == 200
    assert error(poll(tv, device["device_code"])) == "invalid_grant"
    assert not DeviceRequest.objects.exists()


def test_a_device_that_polls_too_fast_must_wait_longer(clock, tv):
    code = start(tv)["device_code"]
    assert error(poll(tv, code)) == "authorization_pending"
    clock.forward(4)
    assert error(poll(tv, code)) == "slow_down"
    clock.forward(5)
    assert error(poll(tv, code)) == "slow_down"
    clock.forward(15)
    assert error(poll(tv, code)) == "authorization_pending"


def test_a_declined_or_expired_request_gives_no_tokens(clock, tv, browsing):
    declined, late = start(tv), start(tv)
    assert browsing.post("auth/device/answer", {"code": declined["user_code"], "allow": False}).status == 200
    assert error(poll(tv, declined["device_code"])) == "access_denied"
    assert allow(browsing, declined["user_code"]).status == 400
    assert error(poll(tv, declined["device_code"])) == "access_denied"
    clock.forward(601)
    assert allow(browsing, late["user_code"]).status == 400
    assert error(poll(tv, late["device_code"])) == "expired_token"


def test_a_request_is_answered_by_one_user_once(tv, browsing, bob, db):
    device = start(tv)
    assert allow(browsing, device["user_code"]).status == 200
    other = logged_in(make_user("eve@example.org", "eve", phone=NUMBER), "browser")
    for again in (browsing, other):
        assert again.post("auth/device", {"code": device["user_code"]}).status == 400
        answer = allow(again, device["user_code"])
        assert (answer.status, answer.body["errors"][0]["code"]) == (400, "incorrect_code")
    assert claims(poll(tv, device["device_code"]).json()["access_token"])["sub"] == str(bob.pk)


def test_of_two_polls_that_both_find_the_answer_one_gets_tokens(tv, browsing, monkeypatch):
    device = start(tv)
    allow(browsing, device["user_code"])
    found = []

    def both(digests, *, find=queries.device_request):
        return found[0] if found else found.append(find(digests)) or found[0]

    monkeypatch.setattr(queries, "device_request", both)
    assert poll(tv, device["device_code"]).status_code == 200
    assert error(poll(tv, device["device_code"])) == "invalid_grant"
    assert Grant.objects.count() == 1


def test_of_two_answers_at_once_the_first_counts(tv, browsing, bob, db, monkeypatch):
    device = start(tv)
    other = logged_in(make_user("eve@example.org", "eve", phone=NUMBER), "browser")
    row = DeviceRequest.objects.select_related("client").get()
    monkeypatch.setattr(queries, "device_request_by_user_code", lambda *_: row)
    assert allow(browsing, device["user_code"]).status == 200
    assert allow(other, device["user_code"]).status == 400
    assert claims(poll(tv, device["device_code"]).json()["access_token"])["sub"] == str(bob.pk)


def test_only_a_logged_in_user_sees_or_answers_a_request(tv, db):
    device = start(tv)
    stranger = Api("browser")
    assert stranger.post("auth/device", {"code": device["user_code"]}).status == 401
    assert allow(stranger, device["user_code"]).status == 401
    assert error(poll(tv, device["device_code"])) == "authorization_pending"


def test_guessing_codes_of_devices_is_limited(tv, browsing, configure):
    configure(limits={"enabled": True})
    device = start(tv)
    for guess in range(10):
        assert browsing.post("auth/device", {"code": f"BBBB-BBB{guess}"}).status == 400
    assert allow(browsing, device["user_code"]).status == 429


def test_a_device_code_belongs_to_its_client(tv, browsing):
    other = App(public=True, redirect_uris=[], grant_types=[POLLS])
    device = start(tv)
    allow(browsing, device["user_code"])
    assert error(poll(other, device["device_code"])) == "invalid_grant"
    assert poll(tv, device["device_code"]).status_code == 200


@pytest.mark.parametrize("code", ["", "x", "gpd_" + "0" * 49, "é"])
def test_what_is_no_device_code_is_refused(tv, code):
    assert error(poll(tv, code)) in ("invalid_grant", "invalid_request")


def test_a_client_that_is_not_registered_for_devices_gets_no_code(phone):
    assert error(phone.post("device", scope="openid")) == "unauthorized_client"


def test_a_device_asks_for_known_scopes_and_resources_only(tv):
    assert error(tv.post("device", scope="root")) == "invalid_scope"
    assert error(tv.post("device", scope="openid", resource="https://elsewhere.example.org")) == "invalid_target"
    start(tv, resource=RESOURCE)


def test_a_device_stays_logged_in_after_its_session_but_not_after_a_new_password(tv, browsing, bob):
    device = start(tv)
    allow(browsing, device["user_code"])
    tokens = poll(tv, device["device_code"]).json()
    browsing.delete("auth/session")
    renewed = tv.refresh(tokens["refresh_token"])
    assert renewed.status_code == 200
    bob.set_password("another-Secret-99")
    bob.save()
    assert error(tv.refresh(renewed.json()["refresh_token"])) == "invalid_grant"


def test_a_user_who_was_disabled_meanwhile_gets_no_tokens(tv, browsing, bob):
    device = start(tv)
    allow(browsing, device["user_code"])
    bob.is_active = False
    bob.save()
    assert error(poll(tv, device["device_code"])) == "invalid_grant"
    assert not Grant.objects.exists()


def test_a_user_sees_a_device_among_the_apps_with_access_and_withdraws_it(clock, tv, browsing):
    device = start(tv)
    allow(browsing, device["user_code"])
    (entry,) = browsing.get("account/apps").body["data"]
    assert entry["app"]["name"] == "TV"
    clock.forward(5)
    tokens = poll(tv, device["device_code"]).json()
    browsing.delete("account/apps", {"apps": [entry["id"]]})
    assert error(tv.refresh(tokens["refresh_token"])) == "invalid_grant"


def test_a_device_gets_nothing_whose_access_was_withdrawn_before_it_polled(tv, browsing):
    device = start(tv)
    allow(browsing, device["user_code"])
    (entry,) = browsing.get("account/apps").body["data"]
    browsing.delete("account/apps", {"apps": [entry["id"]]})
    assert error(poll(tv, device["device_code"])) == "invalid_grant"
    assert not DeviceRequest.objects.exists()


@pytest.mark.parametrize("event", ["logged_out_everywhere", "account_disabled", "address_verified", "password_changed"])
def test_a_device_that_has_not_polled_yet_gets_nothing_once_all_access_ended(event, tv, browsing, bob):
    device = start(tv)
    allow(browsing, device["user_code"])
    if event == "password_changed":
        bob.set_password("an0ther-long-Secret")
        bob.save()
    FEATURE.revokes[event](bob.pk)
    assert error(poll(tv, device["device_code"])) == "invalid_grant"
