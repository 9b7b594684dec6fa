"""What can't be done now is refused as such, whatever the input is."""

import pytest
from tests.exchanges import CODE, NUMBER, OTHER_NUMBER, PHONE, sign_up
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

KEYS, TOTP = "account/authenticators/webauthn", "account/authenticators/totp"
INPUTS = [None, {}, {"credential": "x", "code": "123456", "name": "x"}]


@pytest.mark.parametrize("body", INPUTS)
def test_an_unverified_address_gets_no_passkey(api, db, body):
    api = logged_in(make_user(verified=False), api.client)
    for answer in (api.post(KEYS, body), api.get(KEYS), api.get(TOTP)):
        assert (answer.status, answer.codes) == (409, [("unverified_email", None)])


@pytest.mark.parametrize("body", INPUTS)
def test_an_unverified_address_gets_no_authenticator_app(api, db, body):
    api = logged_in(make_user(verified=False), api.client)
    answer = api.post(TOTP, body)
    assert (answer.status, answer.codes) == (400, [("unverified_email", "code")])


def test_a_visitor_gets_no_factor(api):
    for path in (KEYS, TOTP):
        assert api.post(path, {}).status == 401


@pytest.mark.parametrize("body", [None, {}, {"key": "BCDF-GHJK"}, {"key": "BCDF-GHJK", "password": NEW}])
def test_no_reset_that_nobody_asked_for(api, bob, configure, body):
    configure(password={"reset_by": "code"})
    assert api.post("auth/password/reset", body).body == {"status": 409}
    assert api.get("auth/password/reset").body == {"status": 409}
    assert api.get("auth/password/reset", **{"X-Password-Reset-Key": "BCDF-GHJK"}).body == {"status": 409}


def test_a_reset_that_is_pending_judges_its_input(api, bob, configure):
    configure(password={"reset_by": "code"})
    api.post("auth/password/request", {"email": BOB})
    assert api.get("auth/password/reset").codes == [("required", "key")]


def test_by_link_the_input_is_judged(api, bob):
    assert api.post("auth/password/reset", {}).codes == [("required", "key"), ("required", "password")]
    assert api.get("auth/password/reset").codes == [("required", "key")]


@pytest.mark.parametrize("body", [None, {}, {"phone": "x"}, {"phone": OTHER_NUMBER}])
def test_no_change_of_a_number_while_nothing_is_pending(api, configure, body):
    configure(**PHONE)
    assert api.post("account/phone", body).body == {"status": 409}
    api.post("auth/code/request", {"phone": NUMBER})
    assert api.post("account/phone", body).body == {"status": 409}


@pytest.mark.not_with("email_only")
@pytest.mark.parametrize("body", [None, {}, {"phone": "x"}, {"phone": OTHER_NUMBER}])
def test_no_change_of_a_number_where_changes_are_off(api, configure, body):
    configure(**PHONE | {"phone": {"changes": 0}})
    answer = api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD})
    assert answer.pending == ["verify_phone"]
    assert api.post("account/phone", body).body == {"status": 409}


@pytest.mark.not_with("email_only")
def test_a_change_of_a_pending_number_judges_its_input(api, configure):
    configure(**PHONE)
    api.post("auth/signup", {"phone": NUMBER, "password": PASSWORD})
    assert api.post("account/phone", {}).codes == [("required", "phone")]
    assert api.post("account/phone", {"phone": OTHER_NUMBER}).status == 202


@pytest.mark.parametrize("body", [None, {}, {"email": "x"}, {"email": "other@example.org"}])
def test_no_change_of_an_address_where_changes_are_off(api, configure, body):
    configure(**CODE | {"email": {"verification_by": "code", "changes": 0}})
    assert api.post("account/email", body).body == {"status": 409}
    sign_up(api)
    assert api.post("account/email", body).body == {"status": 409}


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("auth/email/verify", CODE),
        ("auth/phone/verify", PHONE),
        ("auth/code/confirm", {}),
        ("auth/webauthn/signup", {"passkey": {"signup": True}}),
    ],
)
def test_nothing_is_pending(api, configure, path, changes):
    configure(**changes)
    verb = "PUT" if path == "auth/webauthn/signup" else "POST"
    for body in (None, {}, {"key": 5}, {"code": "x"}):
        assert api.call(verb, path, body).body == {"status": 409}
