"""dj-rest-auth 7.2: second factors, and the login that leads there."""

import base64
import re
from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.dialects.rest import GOOD, Rest
from tests.dialects.rest_auth.test_social import provider, tokens  # noqa: F401 - fixtures
from tests.factors import App, codes_of, with_app
from tests.users import NEW, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.accounts.models import Authenticator
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.dialects.rest_auth.mfa import Verify
from gatepost.flow.models import PendingLogin
from gatepost.sessions.models import Session
from gatepost.tokens.models import Token

REQUIRED = ["This field is required."]
NO_TOKEN = (400, {"ephemeral_token": ["Invalid or expired token."]})
WRONG = (400, {"code": ["Invalid code."]})
NO_ACTIVATION = (400, {"activation_token": ["Invalid or expired activation token."]})
WRONG_FIRST = (400, {"code": ["Invalid code. Please check your authenticator app and try again."]})
NOT_ENABLED = (400, {"detail": "MFA is not enabled."})
ALREADY = (400, {"detail": "MFA is already enabled. Deactivate it before activating again."})
OFF = {"mfa_enabled": False, "created_at": None, "last_used_at": None}
PATHS = {
    "mfa/verify/": "POST, OPTIONS",
    "mfa/totp/activate/": "GET, POST, HEAD, OPTIONS",
    "mfa/totp/deactivate/": "POST, OPTIONS",
    "mfa/status/": "GET, HEAD, OPTIONS",
    "mfa/recovery-codes/": "POST, OPTIONS",
    "mfa/recovery-codes/regenerate/": "POST, OPTIONS",
}


@pytest.fixture(autouse=True)
def _still(clock):
    """Logins and actions happen at the same time."""


def said(answer):
    return answer.status_code, answer.json()


def begin(rest=None, **more):
    """A login that waits for a code."""
    answer = (rest or Rest()).post("login/", {**GOOD, **more})
    assert (answer.status_code, list(answer.json())) == (200, ["ephemeral_token", "mfa_required"]), answer.content
    assert answer.json()["mfa_required"] is True
    assert not answer.cookies
    return answer.json()["ephemeral_token"]


@pytest.fixture
def app(bob, clock):
    return with_app(bob)


def verify(rest, token, code, **headers):
    return rest.post("mfa/verify/", {"ephemeral_token": token, "code": code}, **headers)


def offered(keyed):
    answer = keyed.get("mfa/totp/activate/")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def activated(keyed, clock):
    """The client of a user who just set an app up, the app, and its codes."""
    told = offered(keyed)
    app = App(told["secret"])
    answer = keyed.post("mfa/totp/activate/", {"activation_token": told["activation_token"], "code": app.code()})
    assert (answer.status_code, list(answer.json())) == (200, ["recovery_codes"]), answer.content
    clock.forward(30)
    return app, answer.json()["recovery_codes"]


@pytest.mark.parametrize("path", sorted(PATHS))
def test_methods_and_who_may(path, rest, keyed):
    open_to_all = path == "mfa/verify/"
    for slash in (path, path.rstrip("/")):
        assert rest.call("PUT", slash).status_code == (405 if open_to_all else 403)
        answer = keyed.call("PUT", slash)
        assert (answer.status_code, answer["Allow"]) == (405, PATHS[path])
    assert rest.post(path, {}).status_code == (400 if open_to_all else 403)


def test_a_login_waits_for_a_code_and_the_code_gives_the_key(rest, app):
    token = begin(rest)
    assert not Token.objects.exists()
    answer = verify(rest, token, app.code())
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert set(answer.cookies) >= {"sessionid", "csrftoken"}
    assert rest.get("user/").json()["username"] == "bob"
    assert Rest(Authorization=f"Token {answer.json()['key']}").get("user/").status_code == 200
    assert not PendingLogin.objects.exists()
    assert Session.objects.get().user.username == "bob"


def test_a_recovery_code_gives_the_key_once(rest, app, bob):
    code = codes_of(bob)[0]
    assert verify(rest, begin(), code).status_code == 200
    assert said(verify(Rest(), begin(), code)) == WRONG


def test_without_a_second_factor_a_login_is_as_ever(rest, bob):
    assert list(rest.post("login/", GOOD).json()) == ["key"]


FIELDS = [
    ({}, {"ephemeral_token": REQUIRED, "code": REQUIRED}),
    (
        {"ephemeral_token": "", "code": None},
        {"ephemeral_token": ["This field may not be blank."], "code": ["This field may not be null."]},
    ),
    ({"ephemeral_token": 5, "code": True}, {"code": ["Not a valid string."]}),
    (
        {"ephemeral_token": "x", "code": "0123456789"},
        {"code": ["Ensure this field has no more than 9 characters."]},
    ),
    ({"ephemeral_token": "x", "code": "123456"}, NO_TOKEN[1]),
    ({"ephemeral_token": 5, "code": 123456}, NO_TOKEN[1]),
    ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
    ("x", {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]}),
]


@pytest.mark.parametrize(("body", "told"), FIELDS)
def test_faults_of_a_verification(body, told, rest, app):
    assert said(rest.post("mfa/verify/", body)) == (400, told)


def test_wrong_codes_are_counted_and_a_key_works_once(rest, app, configure):
    token = begin()
    assert said(verify(rest, token, "000000")) == WRONG
    assert verify(rest, token, app.code()).status_code == 200
    assert said(verify(Rest(), token, app.code())) == NO_TOKEN
    configure(limits={"enabled": True})
    token = begin()
    statuses = [verify(Rest(), token, "000000").status_code for _ in range(12)]
    assert set(statuses) == {400, 429}


REASONS = {
    "expired": lambda _, clock: clock.forward(901),
    "disabled": lambda bob, _: lifecycle.set_active(bob.pk, active=False),
    "a new password": lambda bob, _: (bob.set_password(NEW), bob.save()),
    "deleted": lambda bob, _: bob.delete(),
}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_login_that_waits_ends_with_its_reason(reason, rest, app, bob, clock):
    token = begin()
    REASONS[reason](bob, clock)
    answer = verify(rest, token, app.code())
    assert answer.status_code == 400
    assert not answer.cookies


def test_a_user_disabled_meanwhile_is_told(rest, app, bob):
    token = begin()
    get_user_model().objects.filter(pk=bob.pk).update(is_active=False)
    assert said(verify(rest, token, app.code())) == (400, {"detail": ["User account is disabled."]})


def test_the_native_api_takes_the_key_as_a_session_token(rest, app, clock):
    native = Api("app")
    native.token = token = begin()
    answer = native.post("auth/2fa/authenticate", {"code": app.code()})
    assert (answer.status, answer.body["data"]["user"]["username"]) == (200, "bob")
    assert said(verify(rest, token, app.code())) == NO_TOKEN


def test_a_session_that_waits_for_no_code_is_no_key(rest, app, bob):
    make_user("eve@example.org", "eve")
    eve = Api("app")
    eve.post("auth/login", {"username": "eve", "password": PASSWORD})
    for key in (eve.token, rest.post("login/", {**GOOD, "username": "eve"}).json()["key"], "gps_" + "0" * 49):
        assert said(verify(Rest(), key, app.code())) == NO_TOKEN


def test_the_session_of_a_browser_stays_until_the_code_is_right(rest, bob, clock):
    make_user("ann@example.org", "ann")
    rest.post("login/", {**GOOD, "username": "ann"})
    app = with_app(bob)
    answer = rest.post("login/", GOOD, **rest.csrf)
    assert rest.get("user/").json()["username"] == "ann"
    token = answer.json()["ephemeral_token"]
    assert verify(rest, token, app.code()).status_code == 403  # signed in: a CSRF token is needed
    assert verify(rest, token, app.code(), **rest.csrf).status_code == 200
    assert rest.get("user/").json()["username"] == "bob"


def test_a_browser_is_not_asked_whether_it_is_trusted(rest, app, configure):
    configure(flow={"trust_browser": True})
    assert verify(rest, begin(rest), app.code()).status_code == 200


def test_signed_tokens(rest, app, configure, monkeypatch):
    configure(rest_auth={"use_jwt": True, "session_login": False})
    monkeypatch.setattr(Verify, "authentication_classes", [JWTCookieAuthentication])
    answer = verify(rest, begin(), app.code())
    assert (answer.status_code, list(answer.json())) == (200, ["access", "refresh", "user"])
    assert not answer.cookies


def test_a_session_alone(rest, app, configure):
    configure(rest_auth={"token": False})
    answer = verify(rest, begin(), app.code())
    assert (answer.status_code, answer.content) == (204, b"")
    assert rest.get("user/").status_code == 200


def test_a_login_by_a_provider_waits_too(rest, tokens):  # noqa: F811
    first = rest.post("google/", tokens())
    assert first.status_code == 200
    app = with_app(get_user_model().objects.get())
    answer = Rest().post("google/", tokens(jti="another"))
    assert (answer.status_code, list(answer.json())) == (200, ["ephemeral_token", "mfa_required"])
    assert verify(Rest(), answer.json()["ephemeral_token"], app.code()).status_code == 200


def test_an_app_is_offered_as_text_as_an_address_and_as_a_picture(keyed):
    told = offered(keyed)
    assert list(told) == ["secret", "totp_url", "qr_code_data_uri", "activation_token"]
    assert re.fullmatch("[A-Z2-7]{32}", told["secret"])
    assert told["totp_url"].startswith("otpauth://totp/bob%40example.org?secret=" + told["secret"])
    head, _, picture = told["qr_code_data_uri"].partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(picture).startswith(b"<svg")
    assert told["secret"] not in told["activation_token"]


def test_an_app_is_set_up_with_its_first_code(activated, keyed, rest):
    app, recovery = activated
    assert len(recovery) == 10
    assert verify(rest, begin(), app.code()).status_code == 200
    assert verify(Rest(), begin(), recovery[0]).status_code == 200


FIRST = [
    ({}, {"activation_token": REQUIRED, "code": REQUIRED}),
    (
        {"activation_token": [], "code": None},
        {"activation_token": ["Not a valid string."], "code": ["This field may not be null."]},
    ),
    ({"activation_token": "x", "code": "000000"}, NO_ACTIVATION[1]),
    ({"activation_token": 5, "code": 123456}, NO_ACTIVATION[1]),
    ({"activation_token": "gpv_" + "0" * 49, "code": "000000"}, NO_ACTIVATION[1]),
    ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
]


@pytest.mark.parametrize(("body", "told"), FIRST)
def test_faults_of_an_activation(body, told, keyed):
    assert said(keyed.post("mfa/totp/activate/", body)) == (400, told)


def test_a_wrong_first_code_a_stranger_and_a_late_one(keyed, clock):
    told = offered(keyed)
    app = App(told["secret"])
    body = {"activation_token": told["activation_token"], "code": "000000"}
    assert said(keyed.post("mfa/totp/activate/", body)) == WRONG_FIRST
    make_user("eve@example.org", "eve")
    key = Rest().post("login/", {**GOOD, "username": "eve"}).json()["key"]
    eve = Rest(Authorization=f"Token {key}")
    body["code"] = app.code()
    foreign = {"activation_token": ["Invalid activation token for this user."]}
    assert said(eve.post("mfa/totp/activate/", body)) == (400, foreign)
    clock.forward(901)
    assert said(keyed.post("mfa/totp/activate/", {**body, "code": app.code(), "old_password": PASSWORD})) == (
        NO_ACTIVATION
    )
    assert not Authenticator.objects.exists()


def test_a_second_app_is_refused_before_anything_else(activated, keyed):
    for body in ({}, [], {"code": 5}):
        assert said(keyed.post("mfa/totp/activate/", body)) == ALREADY
    assert keyed.get("mfa/totp/activate/").status_code == 200


def test_of_two_offers_one_is_set_up(keyed, clock):
    first, second = offered(keyed), offered(keyed)
    for told, status in ((first, 200), (second, 400)):
        body = {"activation_token": told["activation_token"], "code": App(told["secret"]).code()}
        assert keyed.post("mfa/totp/activate/", body).status_code == status


def test_an_old_login_needs_the_password_to_set_an_app_up(keyed, clock):
    told = offered(keyed)
    clock.forward(301)
    body = {"activation_token": told["activation_token"], "code": App(told["secret"]).code()}
    assert said(keyed.post("mfa/totp/activate/", body)) == (400, {"old_password": REQUIRED})
    wrong = ["Your old password was entered incorrectly. Please enter it again."]
    assert said(keyed.post("mfa/totp/activate/", {**body, "old_password": "x"})) == (400, {"old_password": wrong})
    assert keyed.post("mfa/totp/activate/", {**body, "old_password": PASSWORD}).status_code == 200


def test_a_login_of_another_api_needs_the_password_however_recent(bob, clock):
    native = Api("browser")
    native.post("auth/login", {"username": "bob", "password": PASSWORD})
    rest = Rest()
    rest.http.cookies = native.http.cookies
    told = offered(rest)
    body = {"activation_token": told["activation_token"], "code": App(told["secret"]).code()}
    assert said(rest.post("mfa/totp/activate/", body, **rest.csrf)) == (400, {"old_password": REQUIRED})


def test_an_unverified_address_gets_no_app(db):
    make_user("eve@example.org", "eve", verified=False)
    eve = Rest(Authorization=f"Token {Rest().post('login/', {**GOOD, 'username': 'eve'}).json()['key']}")
    answer = eve.get("mfa/totp/activate/")
    assert (answer.status_code, answer.json()["code"]) == (409, "unverified_email")


def test_an_app_is_removed_with_a_code_of_its_own(activated, keyed, clock):
    app, recovery = activated
    clock.forward(3600)
    for body, told in (
        ({}, {"code": REQUIRED}),
        ({"code": "000000"}, WRONG[1]),
        ({"code": recovery[0]}, WRONG[1]),
        ({"code": None}, {"code": ["This field may not be null."]}),
    ):
        assert said(keyed.post("mfa/totp/deactivate/", body)) == (400, told)
    done = (200, {"detail": "TOTP has been deactivated."})
    assert said(keyed.post("mfa/totp/deactivate/", {"code": app.code()})) == done
    for body in ({}, [], {"code": app.code()}):
        assert said(keyed.post("mfa/totp/deactivate/", body)) == NOT_ENABLED
    assert not Authenticator.objects.exists()
    assert list(Rest().post("login/", GOOD).json()) == ["key"]


def test_the_status(keyed, bob, clock, rest):
    assert said(keyed.get("mfa/status/")) == (200, OFF)
    app = with_app(bob)
    told = keyed.get("mfa/status/").json()
    assert (list(told), told["mfa_enabled"], told["last_used_at"]) == (list(OFF), True, None)
    assert datetime.fromisoformat(told["created_at"]).timestamp() == clock.now
    clock.forward(60)
    verify(rest, begin(), app.code())
    assert datetime.fromisoformat(keyed.get("mfa/status/").json()["last_used_at"]).timestamp() == clock.now


def test_recovery_codes_are_shown_and_made_again_after_a_recent_login(activated, keyed, clock):
    _, recovery = activated
    answer = keyed.post("mfa/recovery-codes/")
    assert (answer.status_code, sorted(answer.json()["codes"])) == (200, sorted(recovery))
    verify(Rest(), begin(), recovery[0])
    assert recovery[0] not in keyed.post("mfa/recovery-codes/").json()["codes"]
    made = keyed.post("mfa/recovery-codes/regenerate/").json()["codes"]
    assert (len(made), set(made) & set(recovery)) == (10, set())
    clock.forward(301)
    for path in ("mfa/recovery-codes/", "mfa/recovery-codes/regenerate/"):
        assert said(keyed.post(path)) == (400, {"old_password": REQUIRED})
        assert keyed.post(path, {"old_password": PASSWORD}).status_code == 200


def test_without_a_factor_there_are_no_codes(keyed):
    assert said(keyed.post("mfa/recovery-codes/")) == (200, {"codes": []})
    assert said(keyed.post("mfa/recovery-codes/regenerate/")) == NOT_ENABLED


def test_what_the_settings_turn_off_is_no_address(keyed, configure):
    configure(totp={"enabled": False}, recovery_codes={"enabled": False})
    for path in ("totp/activate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/regenerate/"):
        assert keyed.post(f"mfa/{path}", {}).status_code == 404


OPTIONS = {
    "mfa/verify/": {
        "ephemeral_token": {"type": "string", "required": True, "read_only": False, "label": "Ephemeral token"},
        "code": {"type": "string", "required": True, "read_only": False, "label": "Code", "max_length": 9},
    },
    "mfa/totp/activate/": {
        "activation_token": {"type": "string", "required": True, "read_only": False, "label": "Activation token"},
        "code": {"type": "string", "required": True, "read_only": False, "label": "Code"},
    },
    "mfa/totp/deactivate/": {"code": {"type": "string", "required": True, "read_only": False, "label": "Code"}},
    "mfa/status/": None,
    "mfa/recovery-codes/": {
        "codes": {
            "type": "list",
            "required": False,
            "read_only": True,
            "label": "Codes",
            "child": {"type": "string", "required": True, "read_only": False},
        }
    },
}


@pytest.mark.parametrize("path", sorted(OPTIONS))
def test_options(path, keyed):
    answer = keyed.call("OPTIONS", path)
    assert answer.status_code == 200
    assert answer.json().get("actions", {}).get("POST") == OPTIONS[path]


def test_first_codes_are_taken_from_forms(keyed):
    told = offered(keyed)
    answer = keyed.http.post(
        "/api/v1/dj-rest-auth/mfa/totp/activate/",
        {"activation_token": told["activation_token"], "code": App(told["secret"]).code()},
        format="multipart",
        headers=keyed.headers,
    )
    assert answer.status_code == 200
