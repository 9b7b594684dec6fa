"""What browsers are told, so that password managers drop and rename passkeys (WebAuthn Level 3, section 5.1.10)."""

from tests.client import Api
from tests.passkeys import INCORRECT, challenge, enrol, prove
from tests.users import BOB, logged_in, make_user

from gatepost.features.passkey.models import Passkey
from gatepost.testing.authenticator import SoftwareAuthenticator, encode

LOGIN = "auth/webauthn/login"


def reason(api, key, public=None, **lies):
    """The reason of a refused login."""
    answer = api.post(LOGIN, {"credential": key.get(public or challenge(api), **lies)})
    assert answer.codes == INCORRECT
    return answer.body["errors"][0].get("reason")


def test_a_key_that_no_row_has_is_named_as_unknown(api, key):
    assert reason(api, key, signature=b"x" * 70) is None
    Passkey.objects.all().delete()
    assert reason(api, key) == "unknown_credential"


def test_a_known_key_is_never_named_as_unknown(api, bob, key, clock):
    assert reason(api, key, origin="http://evil.test") is None
    assert reason(api, key, user_handle=b"x" * 32) is None
    public = challenge(api)
    clock.forward(301)
    assert reason(api, key, public) is None
    bob.is_active = False
    bob.save()
    assert reason(api, key) is None


def test_without_a_waiting_challenge_nothing_is_told(api, key):
    public = challenge(api)
    Passkey.objects.all().delete()
    assert reason(Api(api.client), key, public) is None


def test_b6_named_logins_do_not_tell_decoys_from_keys(app, key, configure):
    configure(passkey={"named_login": True})
    public = app.post("auth/webauthn/options", {"email": "nobody@example.org"}).body["data"]["request_options"]
    (decoy, *_) = public["publicKey"]["allowCredentials"]
    assert reason(app, key, public, id=decoy["id"], rawId=decoy["id"]) is None
    Passkey.objects.all().delete()
    assert reason(app, key) is None


def test_the_keys_of_a_user_are_told_after_a_login_alone(api, bob, key):
    api = logged_in(bob, api.client)
    known = api.get("account/passkeys").body["data"]
    assert known == {
        "rp_id": "localhost",
        "user_id": encode(key.user_handle),
        "name": BOB,
        "display_name": bob.get_username(),
        "credential_ids": [encode(key.credential_id)],
    }
    second = SoftwareAuthenticator()
    assert enrol(prove(api), second).status == 200
    told = api.get("account/passkeys").body["data"]["credential_ids"]
    assert told == [encode(one.credential_id) for one in (key, second)]


def test_the_user_of_new_keys_and_of_known_ones_is_the_same(api, bob):
    api = prove(logged_in(bob, api.client))
    told = api.get("account/passkeys").body["data"]
    user = api.get("account/authenticators/webauthn").body["data"]["creation_options"]["publicKey"]["user"]
    assert (told["user_id"], told["name"], told["display_name"]) == (user["id"], user["name"], user["displayName"])
    assert told["credential_ids"] == []


def test_nobody_is_told_of_others_keys(api, bob, key):
    assert api.get("account/passkeys").status == 401
    assert logged_in(make_user("ann@example.org", "ann")).get("account/passkeys").body["data"]["credential_ids"] == []


def test_a_key_whose_user_the_manager_hides_is_not_unknown(api, bob, key, monkeypatch):
    monkeypatch.setattr("gatepost.features.passkey.queries.by_digest", lambda _: None)
    assert reason(api, key) is None
