"""Passkeys and security keys: add, log in, second step, prove, name, remove."""

import json

import pytest
import webauthn
from fido2 import cbor
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, PASSWORD, logged_in, make_user
from webauthn.helpers.exceptions import WebAuthnException

from gatepost.features.passkey import queries
from gatepost.ground.models import Event
from gatepost.testing.authenticator import (
    ATTESTED,
    BACKED_UP,
    USER_PRESENT,
    USER_VERIFIED,
    SoftwareAuthenticator,
    encode,
)

KEYS = "account/authenticators/webauthn"
INCORRECT = [("incorrect_code", "credential")]


def prove(api):
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    return api


def enrol(api, key, *, passwordless=True, name="One"):
    options = api.get(f"{KEYS}?passwordless" if passwordless else KEYS).body["data"]["creation_options"]
    return api.post(KEYS, {"name": name, "credential": key.create(options)})


@pytest.fixture
def key(bob):
    """Bob's key, which may log in alone."""
    made = SoftwareAuthenticator()
    assert enrol(prove(logged_in(bob)), made).status == 200
    return made


def challenge(api, path="auth/webauthn/login"):
    return api.get(path).body["data"]["request_options"]


def waiting(client="app"):
    api = Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    return api


def test_managing_keys(api, bob):
    api = logged_in(bob, api.client)
    assert [flow["id"] for flow in api.get(KEYS).flows] == ["reauthenticate"]
    prove(api)
    public = api.get(KEYS).body["data"]["creation_options"]["publicKey"]
    assert public["rp"] == {"id": "localhost", "name": "gatepost"}
    chosen = public["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("discouraged", "preferred")
    assert -7 in [one["alg"] for one in public["pubKeyCredParams"]]
    assert public["extensions"] == {"credProps": True}
    assert BOB not in public["user"]["id"]
    for query in ("?passwordless", "?passwordless=false"):
        chosen = api.get(KEYS + query).body["data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    for body in (None, {}, {"credential": None}, {"credential": {}}, {"name": "x"}):
        assert api.post(KEYS, body).codes == [("required", "credential")]
    assert api.post(KEYS, {"credential": "x"}).codes == [("invalid", "credential")]
    assert api.post(KEYS, {"credential": {"id": "x"}}).codes == [("incorrect_code", None)]
    first = SoftwareAuthenticator()
    answer = enrol(api, first)
    one = answer.body["data"]
    assert answer.body["meta"] == {"recovery_codes_generated": True}
    assert (one["name"], one["type"], one["is_passwordless"], one["last_used_at"]) == ("One", "webauthn", True, None)
    assert enrol(api, first).codes == [("incorrect_code", None)]
    assert len(api.get(KEYS).body["data"]["creation_options"]["publicKey"]["excludeCredentials"]) == 1
    answer = enrol(api, SoftwareAuthenticator(), passwordless=False, name=None)
    two = answer.body["data"]
    assert answer.body["meta"] == {"recovery_codes_generated": False}
    assert (two["name"], two["is_passwordless"]) == ("Backup key", False)
    held = api.get("account/authenticators").body["data"]
    assert [entry["type"] for entry in held] == ["recovery_codes", "webauthn", "webauthn"]

    assert api.put(KEYS, {}).codes == [("required", "id"), ("required", "name")]
    assert api.put(KEYS, {"id": one["id"], "name": "x" * 101}).codes == [("max_length", "name")]
    for unknown in (1, "abc"):
        assert api.put(KEYS, {"id": unknown, "name": "x"}).codes == [("invalid_choice", "id")]
    assert api.put(KEYS, {"id": one["id"], "name": "Renamed"}).body["data"] == {**one, "name": "Renamed"}

    assert api.delete(KEYS, {}).codes == [("required", "authenticators")]
    assert api.delete(KEYS, {"authenticators": [1]}).codes == [("invalid_choice", "authenticators")]
    assert api.delete(KEYS, {"authenticators": ["x"]}).codes == [("invalid_pk_value", "authenticators")]
    assert api.delete(KEYS, {"authenticators": "x"}).codes == [("invalid_list", "authenticators")]
    assert api.delete(KEYS, {"authenticators": [one["id"]]}).body == {"status": 200}
    assert api.delete(KEYS, {"authenticators": [two["id"]]}).status == 200
    assert api.get("account/authenticators").body["data"] == []


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_logging_in_with_nothing_but_a_passkey(api, bob, algorithm):
    key = SoftwareAuthenticator(algorithm=algorithm)
    enrol(prove(logged_in(bob)), key)
    assert "mfa_login_webauthn" in [flow["id"] for flow in api.get("auth/session").flows]
    assert api.post("auth/webauthn/login", {"credential": {"id": "x"}}).codes == INCORRECT
    answer = api.get("auth/webauthn/login")
    public = answer.body["data"]["request_options"]["publicKey"]
    assert (public["rpId"], public["userVerification"]) == ("localhost", "required")
    assert not public.get("allowCredentials")
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


def test_an_unverified_address_gets_no_key(api):
    api = prove(logged_in(make_user(verified=False), api.client))
    assert (api.get(KEYS).status, api.get(KEYS).codes) == (409, [("unverified_email", None)])


def test_g6_a_challenge_works_once_in_its_session_and_ceremony_for_five_minutes(bob, key, clock):
    api = Api("app")
    good = key.get(challenge(api))
    other = Api("app")
    challenge(other)
    assert other.post("auth/webauthn/login", {"credential": good}).codes == INCORRECT
    assert Api("app").post("auth/webauthn/login", {"credential": good}).codes == INCORRECT
    half = waiting()
    assert half.post("auth/webauthn/authenticate", {"credential": key.get(challenge(half))}).codes == INCORRECT
    api = Api("app")
    late = key.get(challenge(api))
    clock.forward(301)
    assert api.post("auth/webauthn/login", {"credential": late}).codes == INCORRECT
    good = key.get(challenge(api))
    assert api.post("auth/webauthn/login", {"credential": good}).status == 200
    assert api.post("auth/webauthn/login", {"credential": good}).codes == INCORRECT


ORIGINS = [
    "http://localhost.evil.test",
    "http://evil.localhost",
    "http://localhost@evil.test",
    "ftp://localhost",
    "http://127.0.0.1",
    "null",
    "",
    "http://LOCALHOST",
    "http://localhost/",
    "http://localhost:80/path",
    "http://lоcalhost",
    "https://localhost?x",
    "https://localhost#x",
    "http://[::1]",
    "localhost",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_g7_other_origins_are_refused(origin, key):
    api = Api("app")
    answer = api.post("auth/webauthn/login", {"credential": key.get(challenge(api), origin=origin)})
    assert answer.codes == INCORRECT


def test_g7_only_listed_origins_are_let_in(key, configure):
    configure(passkey={"rp_id": "localhost", "origins": ["https://app.example.org", "android:apk-key-hash:abc"]})
    api = Api("app")
    for origin, status in (
        ("https://app.example.org", 200),
        ("android:apk-key-hash:abc", 200),
        ("https://app.example.org:444", 400),
        ("https://www.app.example.org", 400),
        ("http://app.example.org", 400),
        ("http://localhost", 400),
    ):
        credential = key.get(challenge(api), origin=origin)
        assert api.post("auth/webauthn/login", {"credential": credential}).status == status


LIES = {
    "another relying party": {"rp_id": "evil.test"},
    "from another frame": {"cross_origin": True},
    "a frame's word in text": {"cross_origin": "no"},
    "a top origin": {"client_data": {"topOrigin": "http://localhost"}},
    "the other ceremony": {"type": "webauthn.create"},
    "no ceremony": {"type": ""},
    "nobody present": {"flags": USER_VERIFIED},
    "nobody verified": {"flags": USER_PRESENT},
    "backed up but not eligible": {"flags": USER_PRESENT | USER_VERIFIED | BACKED_UP},
    "attested data announced": {"flags": USER_PRESENT | USER_VERIFIED | ATTESTED},
    "two ids": {"id": encode(b"x" * 32)},
    "no id": {"id": None},
    "raw id of nobody": {"rawId": encode(b"x" * 32), "id": encode(b"x" * 32)},
    "raw id that is no text": {"rawId": 5},
    "raw id that is a list": {"rawId": ["x"]},
    "no response": {"response": None},
    "a response in text": {"response": "x"},
    "an empty response": {"response": {}},
    "a challenge of one byte": {"challenge": "eA"},
    "a challenge that is a number": {"challenge": 5},
    "a challenge that is null": {"challenge": None},
    "an origin that is a list": {"origin": ["http://localhost"]},
    "an origin that is null": {"origin": None},
    "another user's handle": {"user_handle": b"x" * 32},
    "no handle": {"user_handle": b""},
    "an empty signature": {"signature": b""},
    "a signature of zeros": {"signature": bytes(70)},
    "a long signature": {"signature": b"x" * 5000},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_g8_g9_an_assertion_that_lies_is_refused(lie, key):
    api = Api("app")
    answer = api.post("auth/webauthn/login", {"credential": key.get(challenge(api), **LIES[lie])})
    assert answer.status == 400
    assert api.get("auth/session").status == 401


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("how", ["flip", "cut", "grow", "drop", "number", "null", "junk"])
def test_g9_no_mutated_part_of_an_assertion_is_accepted(part, how, key):
    api = Api("app")
    credential = key.get(challenge(api))
    text = credential["response"][part]
    mutated = {
        "flip": ("B" if text[10] == "A" else "A").join((text[:10], text[11:])),
        "cut": text[:-8],
        "grow": text + "AAAA",
        "number": 5,
        "null": None,
        "junk": "%%%",
    }
    if how == "drop":
        del credential["response"][part]
    else:
        credential["response"][part] = mutated[how]
    assert api.post("auth/webauthn/login", {"credential": credential}).codes == INCORRECT


REGISTRATIONS = {
    "another relying party": {"rp_id": "evil.test"},
    "another origin": {"origin": "http://evil.test"},
    "another challenge": {"challenge": encode(b"x" * 32)},
    "the other ceremony": {"type": "webauthn.get"},
    "from another frame": {"cross_origin": True},
    "nobody present": {"flags": USER_VERIFIED | ATTESTED},
    "nobody verified": {"flags": USER_PRESENT | ATTESTED},
    "no attested data": {"flags": USER_PRESENT | USER_VERIFIED},
    "backed up but not eligible": {"flags": USER_PRESENT | USER_VERIFIED | ATTESTED | BACKED_UP},
    "two ids": {"id": encode(b"x" * 32)},
    "no response": {"response": {}},
}


@pytest.mark.parametrize("lie", REGISTRATIONS, ids=str)
def test_g8_g9_a_registration_that_lies_is_refused(lie, bob):
    api = prove(logged_in(bob))
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    answer = api.post(KEYS, {"credential": SoftwareAuthenticator().create(options, **REGISTRATIONS[lie])})
    assert answer.status == 400
    assert api.get("account/authenticators").body["data"] == []


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


def test_the_last_way_in_stays(bob, key):
    type(bob).objects.filter(pk=bob.pk).update(password="!none")
    bob.gatepost_identifiers.filter(kind="email").delete()
    api = Api("app")
    api.post("auth/webauthn/login", {"credential": key.get(challenge(api))})
    number = api.get("account/authenticators").body["data"][0]["id"]
    public = challenge(api, "auth/webauthn/reauthenticate")
    assert api.post("auth/webauthn/reauthenticate", {"credential": key.get(public)}).status == 200
    answer = api.delete(KEYS, {"authenticators": [number]})
    assert answer.codes == [("cannot_remove_last_login", "authenticators")]
    assert len(queries.of_user(bob.pk)) == 1


def test_g14_changes_need_a_fresh_proof_and_are_told(bob, key, post, configure):
    configure(accounts={"notifications": True})
    with_app(bob)
    api = logged_in(bob)
    number = queries.of_user(bob.pk)[0].authenticator.number
    for verb, path, body in (
        ("GET", KEYS, None),
        ("PUT", KEYS, {"id": number, "name": "x"}),
        ("DELETE", KEYS, {"authenticators": [number]}),
        ("DELETE", "account/authenticators/totp", None),
        ("POST", "account/authenticators/recovery-codes", None),
    ):
        answer = api.call(verb, path, body)
        assert (answer.status, answer.body["meta"]["is_authenticated"]) == (401, True)
    prove(api)
    assert api.delete(KEYS, {"authenticators": [number]}).status == 200
    assert api.delete("account/authenticators/totp").status == 200
    assert len(post.to(BOB)) == 2


def judged_by_another_library(credential, public, key, row):
    try:
        webauthn.verify_authentication_response(
            credential=json.dumps(credential),
            expected_challenge=webauthn.base64url_to_bytes(public["challenge"]),
            expected_rp_id="localhost",
            expected_origin="http://localhost",
            credential_public_key=cbor.encode(dict(key._public())),
            credential_current_sign_count=row.authenticator.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


OURS_ALONE = {  # what the other library does not look at
    "from another frame",
    "a frame's word in text",
    "a top origin",
    "another user's handle",
    "no handle",
    "raw id of nobody",
}


@pytest.mark.parametrize("lie", [None, *LIES], ids=str)
def test_g9_a_second_library_judges_alike(lie, bob, key):
    api = Api("app")
    public = challenge(api)["publicKey"]
    credential = key.get(public, **LIES.get(lie, {}))
    theirs = judged_by_another_library(credential, public, key, queries.of_user(bob.pk)[0])
    ours = api.post("auth/webauthn/login", {"credential": credential}).status == 200
    assert ours is (lie is None)
    assert theirs is ours or lie in OURS_ALONE


@pytest.mark.parametrize("lie", [None, *REGISTRATIONS], ids=str)
def test_g9_a_second_library_judges_registrations_alike(lie, bob):
    api = prove(logged_in(bob))
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    credential = SoftwareAuthenticator().create(options, **REGISTRATIONS.get(lie, {}))
    ours = api.post(KEYS, {"credential": credential}).status == 200
    try:
        webauthn.verify_registration_response(
            credential=json.dumps(credential),
            expected_challenge=webauthn.base64url_to_bytes(options["publicKey"]["challenge"]),
            expected_rp_id="localhost",
            expected_origin="http://localhost",
            require_user_verification=True,
        )
        theirs = True
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        theirs = False
    assert ours == (lie is None)
    assert theirs == (lie is None or lie in OURS_ALONE)
