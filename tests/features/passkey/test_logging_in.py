"""Log in with a passkey: alone, as the second factor, and to reauthenticate."""

import pytest
from tests.client import Api
from tests.passkeys import INCORRECT, KEYS, challenge, enrol, prove
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.passkey import queries
from gatepost.ground.models import Event
from gatepost.testing.authenticator import USER_PRESENT, SoftwareAuthenticator, encode


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_logging_in_with_nothing_but_a_passkey(api, bob, algorithm):
    key = SoftwareAuthenticator(algorithm=algorithm)
    enrol(prove(logged_in(bob)), key)
    assert "mfa_login_webauthn" in [flow["id"] for flow in api.get("auth/session").flows]
    assert api.post("auth/webauthn/login", {"credential": {"id": "x"}}).codes == INCORRECT
    answer = api.get("auth/webauthn/login")
    public = answer.body["data"]["request_options"]["publicKey"]
    assert (public["rpId"], public["userVerification"]) == ("localhost", "required")
    assert public["allowCredentials"] == []  # clients written for allauth map over it
    assert ("session_token" in answer.body.get("meta", {})) == (api.client == "app")
    old = api.token or api.http.cookies["sessionid"].value
    answer = api.post("auth/webauthn/login", {"credential": key.get(public)})
    (proof,) = answer.body["data"]["methods"]
    assert (proof["method"], proof["type"], proof["passwordless"]) == ("mfa", "webauthn", True)
    assert (api.token or api.http.cookies["sessionid"].value) != old
    answer = api.post("auth/webauthn/login", {"credential": key.get(challenge(api))})
    assert [one["method"] for one in answer.body["data"]["methods"]] == ["mfa", "mfa"]


def test_a_key_is_a_second_factor(api, key):
    assert api.get("auth/webauthn/authenticate").status == 401
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    flow = next(flow for flow in answer.flows if flow["id"] == "mfa_authenticate")
    assert flow["types"] == ["recovery_codes", "webauthn"]
    public = challenge(api, "auth/webauthn/authenticate")["publicKey"]
    assert [one["id"] for one in public["allowCredentials"]] == [encode(key.credential_id)]
    assert public["userVerification"] == "preferred"
    step = "auth/webauthn/authenticate"
    assert api.post(step, {}).codes == [("required", "credential")]
    assert api.post(step, {"credential": "x"}).codes == [("invalid", "credential")]
    assert api.post(step, {"credential": key.get(public, signature=b"x" * 70)}).codes == INCORRECT
    assert api.post(step, {"credential": key.get(public, challenge=encode(b"y" * 32))}).codes == INCORRECT
    assert api.post(step, {"credential": key.get(public, origin="http://evil.test")}).codes == INCORRECT
    good = key.get(public, flags=USER_PRESENT)
    answer = api.post(step, {"credential": good})
    assert [one.get("type") for one in answer.body["data"]["methods"]] == [None, "webauthn"]
    assert api.post(step, {"credential": good}).status == 401


def test_a_key_gives_a_fresh_proof(api, bob, key):
    api = logged_in(bob, api.client)
    assert api.delete(KEYS, {"authenticators": [1]}).codes == [("invalid_choice", "authenticators")]
    public = challenge(api, "auth/webauthn/reauthenticate")
    answer = api.post("auth/webauthn/reauthenticate", {"credential": key.get(public)})
    assert answer.body["data"]["methods"][-1]["reauthenticated"] is True
    assert api.get("account/authenticators/recovery-codes").status == 200


def test_switched_off_there_is_no_trace(api, bob, configure):
    configure(passkey={"login": False})
    assert "mfa_login_webauthn" not in [flow["id"] for flow in api.get("auth/session").flows]
    assert api.get("auth/webauthn/login").status == 404
    assert api.get("config").body["data"]["mfa"]["passkey_login_enabled"] is False
    configure(passkey={"enabled": False})
    api = logged_in(bob, api.client)
    assert api.get(KEYS).status == 404


def test_g10_a_key_belongs_to_one_user(bob, key):
    ann = make_user("ann@example.org", "ann")
    api = prove(logged_in(ann))
    assert enrol(api, key).codes == [("incorrect_code", None)]
    enrol(api, SoftwareAuthenticator())
    half = Api("app")
    half.post("auth/login", {"email": "ann@example.org", "password": PASSWORD})
    options = challenge(half, "auth/webauthn/authenticate")
    assert half.post("auth/webauthn/authenticate", {"credential": key.get(options)}).codes == INCORRECT
    options = challenge(api, "auth/webauthn/reauthenticate")
    assert api.post("auth/webauthn/reauthenticate", {"credential": key.get(options)}).codes == INCORRECT


@pytest.mark.parametrize(("policy", "status"), [("refuse", 400), ("flag", 200)])
@pytest.mark.parametrize("count", [3, 5])
def test_g11_a_counter_that_does_not_rise_is_noted(policy, status, count, bob, configure):
    configure(passkey={"sign_count": policy})
    key = SoftwareAuthenticator(counts=True)
    enrol(prove(logged_in(bob)), key)
    api = Api("app")
    assert api.post("auth/webauthn/login", {"credential": key.get(challenge(api), count=5)}).status == 200
    api = Api("app")
    assert api.post("auth/webauthn/login", {"credential": key.get(challenge(api), count=count)}).status == status
    assert Event.objects.filter(kind="passkey_counter_fell").count() == 1
    assert queries.of_user(bob.pk)[0].authenticator.counter == 5


def test_a_disabled_user_is_not_let_in(bob, key):
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    api = Api("app")
    assert api.post("auth/webauthn/login", {"credential": key.get(challenge(api))}).codes == INCORRECT
