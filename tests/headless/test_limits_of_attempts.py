"""How often a network or a user may try something, and what more attempts are answered."""

import pytest
from tests.exchanges import LINK, PHONE
from tests.headless.limits import limited, member, outcomes, visitor
from tests.users import BOB, NEW, PASSWORD, make_user

CLIENTS = ("app", "browser")
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("client", CLIENTS)]
NOT_A_KEY = {"key": "x", "password": NEW}


def statuses(calls):
    return [answer.status for answer in calls]


@pytest.mark.parametrize("body", [{}, {"password": None}, {"email": "x"}])
def test_a_network_tries_thirty_logins_a_minute_whatever_the_input_is(client, configure, clock, body):
    limited(configure)
    api = visitor(client)
    assert statuses(api.post("auth/login", body) for _ in range(32)) == [400] * 30 + [429] * 2
    assert api.post("auth/login", body).body == {"status": 429}
    make_user()
    assert visitor(client, 2).post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    clock.forward(60)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_a_network_tries_twenty_sign_ups_a_minute(client, configure, clock):
    limited(configure)
    api = visitor(client)
    assert statuses(api.post("auth/signup", {}) for _ in range(22)) == [400] * 20 + [429] * 2
    clock.forward(60)
    assert api.post("auth/signup", {}).status == 400


def test_a_network_tries_twenty_reset_keys_a_minute_and_looks_at_any_number(client, configure, clock):
    limited(configure, **LINK)
    api = visitor(client)
    headers = {"X-Password-Reset-Key": "x"}
    assert statuses(api.get("auth/password/reset", **headers) for _ in range(25)) == [400] * 25
    assert statuses(api.post("auth/password/reset", NOT_A_KEY) for _ in range(22)) == [400] * 20 + [429] * 2
    assert visitor(client, 2).post("auth/password/reset", NOT_A_KEY).status == 400
    assert api.get("auth/password/reset", **headers).status == 400
    clock.forward(60)
    assert api.post("auth/password/reset", {}).status == 400


@pytest.mark.parametrize("body", [{}, {"credential": {}}, {"credential": {"id": "x"}}])
def test_a_network_tries_ten_passkey_logins_a_minute_whatever_the_input_is(client, configure, clock, body):
    limited(configure)
    api = visitor(client)
    assert statuses(api.get("auth/webauthn/login") for _ in range(25)) == [200] * 25
    assert statuses(api.post("auth/webauthn/login", body) for _ in range(12)) == [400] * 10 + [429] * 2
    assert visitor(client, 2).post("auth/webauthn/login", body).status == 400
    clock.forward(60)
    assert api.post("auth/webauthn/login", body).status == 400


@pytest.mark.parametrize(("verb", "body"), [("POST", {}), ("PUT", {"email": 5}), ("PATCH", {}), ("DELETE", {})])
def test_a_user_changes_addresses_ten_times_a_minute_whatever_the_input_is(client, configure, clock, verb, body):
    limited(configure)
    api = member(make_user(), client)
    assert statuses(api.call(verb, "account/email", body) for _ in range(12)) == [400] * 10 + [429] * 2
    assert statuses(api.call("POST", "account/email", body) for _ in range(2)) == [429] * 2
    assert api.get("account/email").status == 200
    other = member(make_user("eve@example.org", "eve"), client)
    assert other.post("account/email", {"email": "new@example.org"}).status == 200
    clock.forward(60)
    assert api.post("account/email", {"email": "other@example.org"}).status == 200


def test_a_user_changes_the_password_five_times_a_minute_whatever_the_input_is(client, configure, clock):
    limited(configure)
    api = member(make_user(), client)
    assert statuses(api.post("account/password/change", {}) for _ in range(7)) == [400] * 5 + [429] * 2
    clock.forward(60)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert api.post("account/password/change", body).status == 200


def test_one_call_of_a_password_change_counts_once(client, configure):
    limited(configure)
    api = member(make_user(), client)
    passwords = [f"a-new-Secret-{number}" for number in range(6)]
    pairs = zip([PASSWORD, *passwords], passwords, strict=False)
    answers = [
        api.post("account/password/change", {"current_password": old, "new_password": new}) for old, new in pairs
    ]
    # Each change gives the session a new key, and with it a bucket of its own.
    assert statuses(answers) == [200] * 6


def test_a_reset_is_mailed_five_times_a_minute_to_an_address_and_twenty_times_for_a_network(client, configure, clock):
    limited(configure, **LINK)
    api = visitor(client, 1)
    ask = [api.post("auth/password/request", {"email": BOB}) for _ in range(7)]
    assert statuses(ask) == [200] * 5 + [429] * 2
    others = [api.post("auth/password/request", {"email": f"u{number}@example.org"}) for number in range(20)]
    assert statuses(others)[:13] == [200] * 13
    assert statuses(others)[15:] == [429] * 5
    assert api.post("auth/password/request", {"email": "x"}).codes == [("invalid", "email")]
    assert api.post("auth/password/request", {}).codes == [("required", "email")]


def test_invalid_requests_for_a_reset_or_a_code_are_not_counted(client, configure):
    limited(configure, **LINK)
    api = visitor(client)
    for path in ("auth/password/request", "auth/code/request"):
        assert statuses(api.post(path, {"email": "x"}) for _ in range(25)) == [400] * 25
        assert api.post(path, {"email": BOB}).status in (200, 401)


def test_what_only_reads_is_never_counted(client, configure):
    limited(configure, **PHONE)
    api = member(make_user(), client)
    for path in ("account/email", "account/phone", "auth/session", "account/providers", "account/authenticators"):
        assert set(statuses(api.get(path) for _ in range(35))) <= {200, 404}


def test_a_users_activations_of_an_app_end_after_five_wrong_codes(client, configure, clock):
    limited(configure)
    api = member(make_user(), client)
    path = "account/authenticators/totp"
    api.get(path)
    found = outcomes(api.post(path, {"code": "000000"}) for _ in range(7))
    assert found == [("incorrect_code", "code")] * 5 + [("rate_limited", "code")] * 2
