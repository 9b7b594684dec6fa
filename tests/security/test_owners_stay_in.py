"""Row A7: whatever strangers try, the owner still logs in."""

import pytest
from tests import passkeys
from tests.factors import with_app
from tests.security.test_lockouts import at
from tests.users import BOB, PASSWORD, logged_in

from gatepost.testing.authenticator import SoftwareAuthenticator


@pytest.fixture(autouse=True)
def _limits(configure):
    configure(limits={"enabled": True, "network_factor": 1000}, headless={"trusted_proxies": 1})


@pytest.mark.parametrize("known", [True, False])
def test_a7_a_thousand_guesses_from_fifty_networks_keep_no_owner_out(bob, post, clock, known):
    owner = at(249, "browser")
    if known:
        assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
        owner.delete("auth/session")
    body = {"email": BOB, "password": "wrong"}
    strangers = [at(number) for number in range(50)]
    for number in range(1_000):
        strangers[number % 50].post("auth/login", body)
    if known:
        assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
        return
    owner.post("auth/code/request", {"email": BOB})
    assert owner.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200


def test_a7_forged_passkey_answers_leave_the_owners_codes_alone(bob, configure):
    """Whoever saw the id of the owner's passkey fails with it as often as they like."""
    configure(limits={"enabled": False})
    key = SoftwareAuthenticator()
    api = logged_in(bob)
    api.post("auth/reauthenticate", {"password": PASSWORD})
    assert passkeys.enrol(api, key).status == 200
    totp = with_app(bob)
    configure(limits={"enabled": True})
    forged = SoftwareAuthenticator()
    forged.credential_id, forged.user_handle = key.credential_id, key.user_handle
    for number in range(100):
        stranger = at(number % 50)
        options = stranger.get("auth/webauthn/login").body["data"]["request_options"]
        answer = stranger.post("auth/webauthn/login", {"credential": forged.get(options)})
        assert answer.status in (400, 429), answer
    owner = at(249)
    assert owner.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    assert owner.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200
