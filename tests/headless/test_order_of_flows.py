"""The order of `data.flows`: clients open the first one."""

import pytest
from tests.exchanges import CODE, NUMBER, PHONE, sign_up
from tests.factors import with_app
from tests.oracle import FORM, give, oracle
from tests.users import BOB, PASSWORD, logged_in, make_user

__all__ = ["oracle"]

BASE = ["login", "login_by_code", "signup", "mfa_login_webauthn"]
RESET = "password_reset_by_code"


def names(answer):
    return [flow["id"] for flow in answer.flows]


def providers(api):
    return ["provider_redirect", "provider_token"] if api.client == "browser" else ["provider_token"]


def with_providers(api):
    return ["login", "login_by_code", "signup", *providers(api), "mfa_login_webauthn"]


def test_a_visitor_who_is_not_logged_in(api, oracle):
    assert names(api.get("auth/session")) == with_providers(api)


def test_without_providers_their_flows_are_left_out(api):
    assert names(api.get("auth/session")) == BASE


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({"accounts": {"signup_open": False}}, "signup"),
        ({"code": {"enabled": False}}, "login_by_code"),
        ({"passkey": {"login": False}}, "mfa_login_webauthn"),
    ],
)
def test_what_is_off_is_left_out_and_the_order_stays(api, configure, changes, left_out):
    configure(**changes)
    assert names(api.get("auth/session")) == [name for name in BASE if name != left_out]


def test_an_ended_session_of_an_app_gets_the_same_order(app, oracle):
    assert app.get("auth/session", **{"X-Session-Token": "gps_unknown"}).status == 410
    assert names(app.get("auth/session", **{"X-Session-Token": "gps_unknown"})) == with_providers(app)


def test_password_reset_by_code_is_always_the_last(api, oracle, configure):
    configure(password={"reset_by": "code"})
    answer = api.get("auth/session")
    assert names(answer) == [*with_providers(api), RESET]
    assert answer.flows[-1] == {"id": RESET, "is_pending": False}
    answer = api.post("auth/password/request", {"email": BOB})
    assert (answer.status, names(answer)) == (401, [*with_providers(api), RESET])
    assert answer.flows[-1] == {"id": RESET, "is_pending": True}
    assert api.get("auth/session").flows == answer.flows


def test_login_by_code_is_pending_in_its_place(api, bob):
    answer = api.post("auth/code/request", {"email": BOB})
    assert names(answer) == BASE
    assert answer.flows[1] == {"id": "login_by_code", "is_pending": True}
    assert api.get("auth/session").flows == answer.flows


def test_a_required_code_is_pending_in_the_same_place(api, bob, configure):
    configure(code={"required": True})
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert names(answer) == BASE
    assert answer.flows[1] == {"id": "login_by_code", "is_pending": True}


def test_provider_signup_is_pending_behind_the_providers(api, oracle, configure):
    configure(**FORM, social=oracle.section | {"auto_signup": False})
    answer = give(api, oracle)
    expected = ["login", "login_by_code", "signup", *providers(api), "provider_signup", "mfa_login_webauthn"]
    assert (answer.status, names(answer), answer.pending) == (401, expected, ["provider_signup"])
    assert api.get("auth/session").flows == answer.flows


def test_verify_email_comes_after_every_way_and_before_the_reset(api, configure):
    configure(**CODE)
    answer = sign_up(api)
    assert names(answer) == [*BASE, "verify_email", RESET]
    assert api.get("auth/session").flows == answer.flows


@pytest.mark.not_with("email_only")
def test_verify_phone_comes_after_every_way(api, configure):
    configure(**PHONE)
    answer = api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD})
    assert names(answer) == [*BASE, "verify_phone"]
    assert answer.flows[-1] == {"id": "verify_phone", "is_pending": True}


def test_a_second_factor_comes_after_every_way_with_its_types(api, bob, configure):
    configure(password={"reset_by": "code"})
    with_app(bob)
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert names(answer) == [*BASE, "mfa_authenticate", RESET]
    types = ["recovery_codes", "totp"]
    assert answer.flows[-2] == {"id": "mfa_authenticate", "is_pending": True, "types": types}
    assert api.get("auth/session").flows == answer.flows


def test_trust_comes_after_every_way(browser, bob, configure):
    configure(flow={"trust_browser": True})
    totp = with_app(bob)
    browser.post("auth/login", {"email": BOB, "password": PASSWORD})
    answer = browser.post("auth/2fa/authenticate", {"code": totp.code()})
    assert names(answer) == [*BASE, "mfa_trust"]
    assert browser.get("auth/session").flows == answer.flows


def test_a_passkey_of_a_sign_up_comes_after_every_way(api, configure, post):
    configure(**CODE | {"passkey": {"signup": True}})
    assert names(api.post("auth/webauthn/signup", {"email": BOB})) == [*BASE, "verify_email", RESET]
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert names(answer) == [*BASE, "mfa_signup_webauthn", RESET]


def test_reauthentication_names_the_password_first(api, bob):
    with_app(bob)
    answer = logged_in(bob, api.client).delete("account/authenticators/totp")
    types = ["recovery_codes", "totp"]
    assert answer.flows == [{"id": "reauthenticate"}, {"id": "mfa_reauthenticate", "types": types}]


@pytest.mark.parametrize("has_password", [True, False])
def test_reauthentication_ends_with_the_reset_by_code(api, db, configure, has_password):
    configure(password={"reset_by": "code"})
    user = make_user()
    with_app(user)
    if not has_password:
        user.set_unusable_password()
        user.save()
    api = logged_in(user, api.client)
    answer = api.delete("account/authenticators/totp")
    first = ["reauthenticate"] if has_password else []
    assert names(answer) == [*first, "mfa_reauthenticate", RESET]
    assert answer.flows[-1] == {"id": RESET, "is_pending": False}
    api.post("auth/password/request", {"email": BOB})
    assert api.delete("account/authenticators/totp").flows[-1] == {"id": RESET, "is_pending": True}


def test_a_user_with_nothing_to_prove_is_not_asked(api, db, configure):
    configure(password={"reset_by": "code"}, flow={"reauthentication_for_account": True})
    user = make_user()
    user.set_unusable_password()
    user.save()
    assert logged_in(user, api.client).post("account/email", {"email": "more@example.org"}).status == 200
