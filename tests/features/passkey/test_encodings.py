"""Answers of keys as browsers and apps spell them: bytes are compared, and the log names what is missing."""

import base64

import pytest
from tests.client import Api
from tests.passkeys import INCORRECT, KEYS, challenge, enrol, prove, waiting
from tests.users import logged_in

from gatepost.testing.authenticator import SoftwareAuthenticator, decode

SPELLINGS = {
    "base64url": lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode(),
    "base64url with padding": lambda data: base64.urlsafe_b64encode(data).decode(),
    "base64": lambda data: base64.b64encode(data).decode(),
    "base64 without padding": lambda data: base64.b64encode(data).rstrip(b"=").decode(),
    "base64 in lines": lambda data: base64.encodebytes(data).decode(),
    "base64 in lines of Windows": lambda data: base64.encodebytes(data).decode().replace("\n", "\r\n"),
}
ID = b"\xfb\xef\xbe\xff" * 5 + b"!"
"""Of a length and with bits that every spelling writes differently."""


def spelled(credential, spelling, *, fields=("id", "rawId"), response=True):
    """The same answer with its binary values in another spelling."""
    change = SPELLINGS[spelling]
    inner = credential["response"]
    if response:
        inner = {name: change(decode(value)) for name, value in inner.items()}
    return credential | {name: change(decode(credential[name])) for name in fields} | {"response": inner}


@pytest.fixture
def authenticator():
    made = SoftwareAuthenticator()
    made.credential_id = ID
    return made


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("fields", [("id", "rawId"), ("id",), ("rawId",)], ids="-".join)
def test_a_key_whose_ids_are_spelled_in_any_way_is_added_logs_in_and_proves(bob, authenticator, spelling, fields):
    api = prove(logged_in(bob))
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    made = api.post(KEYS, {"credential": spelled(authenticator.create(options), spelling, fields=fields)})
    assert made.status == 200, made.body
    for path in ("auth/webauthn/login", "auth/webauthn/authenticate", "auth/webauthn/reauthenticate"):
        api = {
            "auth/webauthn/login": lambda: Api("browser"),
            "auth/webauthn/authenticate": waiting,
            "auth/webauthn/reauthenticate": lambda: logged_in(bob),
        }[path]()
        credential = spelled(authenticator.get(challenge(api, path)), spelling, fields=fields)
        assert api.post(path, {"credential": credential}).status == 200, path


MISSING = {
    "rawId is missing": {"rawId": ...},
    "rawId is null": {"rawId": None},
    "id is missing": {"id": ...},
    "id is empty": {"id": ""},
    "type is missing": {"type": ...},
    "type is not public-key": {"type": "password"},
    "response.clientDataJSON is missing": {"response": {}},
    "id is not base64url": {"id": "%%%"},
    "rawId is not base64url": {"rawId": 5},
    "id and rawId are different": {"id": "eHh4"},
    "rawId is missing; type is missing": {"rawId": ..., "type": ...},
}


def without(credential, changes):
    changed = {**credential, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


@pytest.mark.parametrize("fault", MISSING)
def test_an_answer_that_lacks_something_is_refused_and_the_log_names_it(bob, key, caplog, fault):
    said = fault.replace("null", "missing").replace("empty", "missing")
    app = Api("app")
    credential = without(key.get(challenge(app)), MISSING[fault])
    assert app.post("auth/webauthn/login", {"credential": credential}).codes == INCORRECT
    assert f"a passkey's answer was refused: {said}" in caplog.text
    caplog.clear()
    app = prove(logged_in(bob))
    options = app.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    credential = without(SoftwareAuthenticator().create(options), MISSING[fault])
    assert app.post(KEYS, {"credential": credential}).codes == [("incorrect_code", None)]
    assert f"a passkey's answer was refused: {said}" in caplog.text


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "attestationObject", "userHandle"])
def test_the_log_names_the_part_of_the_response_that_cannot_be_read(bob, key, caplog, part):
    app = prove(logged_in(bob))
    if part == "attestationObject":
        options = app.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
        credential, path = SoftwareAuthenticator().create(options), KEYS
    else:
        credential, path = key.get(challenge(app, "auth/webauthn/reauthenticate")), "auth/webauthn/reauthenticate"
    for value, fault in ((None, "missing"), ("A", "not base64url"), ("€", "not base64url"), (5, "not base64url")):
        changed = credential | {"response": credential["response"] | {part: value}}
        if part == "userHandle" and value is None:
            continue
        assert app.post(path, {"credential": changed}).status == 400
        assert f"response.{part} is {fault}" in caplog.text
        caplog.clear()


def test_the_log_says_why_a_whole_answer_is_not_true_and_holds_nothing_of_it(bob, key, caplog):
    app = Api("app")
    credential = key.get(challenge(app), origin="https://evil.test")
    assert app.post("auth/webauthn/login", {"credential": credential}).codes == INCORRECT
    assert "Invalid origin" in caplog.text
    for secret in (credential["rawId"], credential["response"]["signature"], "evil.test"):
        assert secret not in caplog.text


def test_a_handle_of_nobody_is_refused_in_every_spelling(bob, key):
    for spelling in SPELLINGS:
        app = Api("app")
        credential = spelled(key.get(challenge(app), user_handle=b"somebody else"), spelling)
        assert app.post("auth/webauthn/login", {"credential": credential}).codes == INCORRECT


def test_a_key_that_is_spelled_differently_is_still_one_key(bob, authenticator):
    api = prove(logged_in(bob))
    assert enrol(api, authenticator).status == 200
    options = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    again = spelled(authenticator.create(options), "base64")
    assert api.post(KEYS, {"credential": again}).codes == [("incorrect_code", None)]
