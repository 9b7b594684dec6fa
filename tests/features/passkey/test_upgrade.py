"""A passkey that a password manager adds after a password login logs its user in, and is nothing more."""

import pytest
from tests.client import Api
from tests.factors import with_app
from tests.passkeys import KEYS, challenge, enrol, prove
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts.models import Authenticator
from gatepost.ground.models import Event
from gatepost.testing.authenticator import ATTESTED, USER_PRESENT, SoftwareAuthenticator, encode

UPGRADE, FACTOR = f"{KEYS}/upgrade", f"{KEYS}/factor"
UNATTENDED = {"flags": ATTESTED}
"""What a password manager sends: its user was neither present nor verified."""


NOT_NOW = {"status": 200, "data": {}}


@pytest.fixture(autouse=True)
def _recent(configure):
    configure(flow={"fresh_login_counts": True})


def attempt(key, options):
    return {"credential": key.create(options, **UNATTENDED)}


def test_visitors_are_refused(db):
    assert Api("app").get(UPGRADE).status == Api("app").post(UPGRADE, {"credential": {}}).status == 401


def by_password(client="app"):
    api = Api(client)
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    return api


def creation(api, path=UPGRADE):
    return api.get(path).body["data"]["creation_options"]


def upgrade(api, key, **lies):
    return api.post(UPGRADE, {"name": "Manager", "credential": key.create(creation(api), **(lies or UNATTENDED))})


@pytest.fixture
def key(bob):
    made = SoftwareAuthenticator()
    assert upgrade(by_password(), made).status == 200
    return made


def by_key(key, client="app"):
    api = Api(client)
    return api, api.post("auth/webauthn/login", {"credential": key.get(challenge(api))})


def test_a_key_is_added_without_its_user_present(api, bob, post, configure):
    configure(accounts={"notifications": True})
    api = by_password(api.client)
    public = creation(api)["publicKey"]
    chosen = public["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "preferred")
    answer = upgrade(api, SoftwareAuthenticator())
    assert answer.status == 200
    shown = answer.body["data"]
    assert (shown["name"], shown["is_passwordless"], shown["is_second_factor"]) == ("Manager", True, False)
    assert api.get("account/authenticators").body["data"] == [shown]
    assert "The passkey “Manager” was added to your account." in post.to(BOB)[-1]
    assert Event.objects.filter(kind="passkey_added", user_key=str(bob.pk)).count() == 1


def test_a_login_by_password_still_asks_for_no_second_factor(key):
    assert by_password().get("auth/session").status == 200


def test_the_key_logs_its_user_in_at_the_level_of_a_password(key):
    _, answer = by_key(key)
    assert answer.status == 200
    [method] = answer.body["data"]["methods"]
    assert (method["method"], method["passwordless"]) == ("passkey", True)
    assert "type" not in method


def test_g15_a_second_factor_of_the_account_is_asked_for_after_the_key(key, bob):
    app = with_app(bob)
    api, answer = by_key(key)
    assert answer.pending == ["mfa_authenticate"]
    assert [flow["types"] for flow in answer.flows if flow["id"] == "mfa_authenticate"] == [["recovery_codes", "totp"]]
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200


def test_g15_the_key_completes_no_second_factor_and_is_no_reauthentication(key, bob):
    with_app(bob)
    api = by_password()
    for path in ("auth/webauthn/authenticate", "auth/webauthn/reauthenticate"):
        api = by_password() if path.endswith("/authenticate") else by_key(key)[0]
        options = api.get(path).body.get("data", {}).get("request_options")
        if options is not None:
            assert options["publicKey"]["allowCredentials"] == []
            assert api.post(path, {"credential": key.get(options)}).codes == [("incorrect_code", "credential")]


def test_g15_users_who_must_have_a_second_factor_must_set_one_up_after_the_key(key, configure):
    configure(flow={"second_factor_for": "everybody"})
    assert by_key(key)[1].pending == ["mfa_enrol"]
    assert by_password().get("auth/session").pending == ["mfa_enrol"]


def test_the_key_becomes_a_second_factor_by_its_owners_wish(key, bob, post, configure):
    configure(accounts={"notifications": True})
    api = prove(by_password())
    number = api.get("account/authenticators").body["data"][0]["id"]
    assert api.post(FACTOR, {"id": 1}).codes == [("invalid_choice", "id")]
    answer = api.post(FACTOR, {"id": number})
    assert (answer.status, answer.body["meta"]) == (200, {"recovery_codes_generated": True})
    assert "is_second_factor" not in answer.body["data"]
    assert "is now your second step" in post.to(BOB)[-1]
    assert api.post(FACTOR, {"id": number}).codes == [("invalid_choice", "id")]
    assert by_password().get("auth/session").pending == ["mfa_authenticate"]
    _, answer = by_key(key)
    assert [method["type"] for method in answer.body["data"]["methods"]] == ["webauthn"]


def test_it_takes_a_recent_reauthentication_to_make_the_key_a_factor(key, clock):
    api = by_key(key)[0]
    number = api.get("account/authenticators").body["data"][0]["id"]
    clock.forward(3600)
    assert [flow["id"] for flow in api.post(FACTOR, {"id": number}).flows] == ["reauthenticate"]
    assert Authenticator.objects.get().is_factor is False


@pytest.mark.parametrize("how", ["change", "reset"])
def test_g15_a_new_password_removes_the_key(key, post, how):
    api = by_password()
    if how == "change":
        assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    else:
        Api("app").post("auth/password/request", {"email": BOB})
        link = post.key(BOB)
        assert Api("app").post("auth/password/reset", {"key": link, "password": NEW}).status in (200, 401)
    assert by_key(key)[1].codes == [("incorrect_code", "credential")]
    assert not Authenticator.objects.exists()


def test_a_new_password_keeps_a_key_that_its_owner_added(bob):
    key = SoftwareAuthenticator()
    api = prove(by_password())
    assert enrol(api, key).status == 200
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    assert by_key(key)[1].status == 200


def test_g15_only_minutes_after_the_password(bob, clock):
    api = by_password()
    options, key = creation(api), SoftwareAuthenticator()
    clock.forward(301)
    assert api.get(UPGRADE).body == NOT_NOW
    assert [flow["id"] for flow in api.post(UPGRADE, attempt(key, options)).flows] == ["reauthenticate"]
    assert not Authenticator.objects.exists()


def test_g15_a_stolen_session_could_add_a_key_where_a_login_alone_adds_no_factor(bob, configure):
    api, key = by_password(), SoftwareAuthenticator()
    prepared = attempt(key, creation(api))
    configure(flow={"fresh_login_counts": False})
    assert api.get(UPGRADE).body == NOT_NOW
    answer = api.post(UPGRADE, prepared)
    assert (answer.status, [flow["id"] for flow in answer.flows]) == (401, ["reauthenticate"])
    assert not Authenticator.objects.exists()
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert upgrade(api, key).status == 200


def test_g15_not_after_a_login_without_the_password(key, post):
    Authenticator.objects.all().delete()
    api = Api("app")
    api.post("auth/code/request", {"email": BOB})
    assert api.post("auth/code/confirm", {"code": post.code(BOB)}).status == 200
    assert api.get(UPGRADE).body == NOT_NOW
    assert api.post(UPGRADE, {"credential": {"id": "x"}}).status == 401


def test_not_for_a_user_who_has_a_key(bob):
    api = by_password()
    options, key = creation(api), SoftwareAuthenticator()
    assert enrol(prove(api), SoftwareAuthenticator()).status == 200
    assert api.get(UPGRADE).body == NOT_NOW
    assert api.post(UPGRADE, attempt(key, options)).status == 409
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_not_with_an_unverified_address(db):
    make_user(verified=False)
    api = by_password()
    assert api.get(UPGRADE).body == NOT_NOW
    assert api.post(UPGRADE, {"credential": {"id": "x"}}).codes == [("unverified_email", None)]


@pytest.mark.parametrize("section", [{"upgrade": False}, {"login": False}, {"enabled": False}])
def test_not_where_the_settings_turn_it_off(bob, configure, section):
    configure(passkey=section)
    api = by_password()
    assert api.get(UPGRADE).status == api.post(UPGRADE, {"credential": {}}).status == 404
    assert not api.get("config").body["data"].get("mfa", {}).get("passkey_upgrade_enabled", False)


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.test"},
        {"rp_id": "evil.test"},
        {"challenge": encode(b"x" * 32)},
        {"type": "webauthn.get"},
        {"cross_origin": True},
        {"flags": ATTESTED | 0x10},
        {"flags": USER_PRESENT},
        {"credential_id": b"x" * 32, "rawId": encode(b"y" * 32)},
    ],
    ids=str,
)
def test_g8_everything_but_presence_is_checked(bob, lies):
    answer = upgrade(by_password(), SoftwareAuthenticator(), **{**UNATTENDED, **lies})
    assert answer.codes == [("incorrect_code", None)]
    assert not Authenticator.objects.exists()


def test_g8_an_absent_user_adds_no_key_anywhere_else(bob, configure):
    api = prove(by_password())
    for path in (KEYS, f"{KEYS}?passwordless"):
        answer = SoftwareAuthenticator().create(creation(api, path), **UNATTENDED)
        assert api.post(KEYS, {"credential": answer}).codes == [("incorrect_code", None)]


def test_g6_the_challenge_is_of_this_purpose_alone_and_of_one_session(bob):
    api = prove(by_password())
    ours, key = creation(api), SoftwareAuthenticator()
    assert api.post(KEYS, {"credential": key.create(ours)}).codes == [("incorrect_code", None)]
    assert by_password().post(UPGRADE, {"credential": key.create(ours, **UNATTENDED)}).codes
    enrolment = creation(api, KEYS)
    assert api.post(UPGRADE, {"credential": key.create(enrolment, **UNATTENDED)}).codes == [("incorrect_code", None)]
    assert api.post(UPGRADE, {"credential": key.create(ours, **UNATTENDED)}).status == 200


def test_the_key_logs_in_only_with_a_verified_user(key):
    api = Api("app")
    answer = api.post("auth/webauthn/login", {"credential": key.get(challenge(api), flags=USER_PRESENT)})
    assert answer.codes == [("incorrect_code", "credential")]


def test_the_key_is_removed_like_any_other(key, post):
    api = prove(by_password())
    number = api.get("account/authenticators").body["data"][0]["id"]
    assert api.delete(KEYS, {"authenticators": [number]}).status == 200
    assert api.get("account/authenticators").body["data"] == []
