"""Answers that lie are refused, and a second library agrees."""

import json

import pytest
import webauthn
from fido2 import cbor
from tests.client import Api
from tests.passkeys import INCORRECT, KEYS, LIES, REGISTRATIONS, challenge, prove
from tests.users import logged_in
from webauthn.helpers.exceptions import WebAuthnException

from gatepost.features.passkey import queries
from gatepost.testing.authenticator import SoftwareAuthenticator


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


@pytest.mark.parametrize("lie", REGISTRATIONS, ids=str)
def test_g8_g9_a_registration_that_lies_is_refused(lie, bob):
    api = prove(logged_in(bob))
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    answer = api.post(KEYS, {"credential": SoftwareAuthenticator().create(options, **REGISTRATIONS[lie])})
    assert answer.status == 400
    assert api.get("account/authenticators").body["data"] == []


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
