"""Passkeys of users, the requests around them, and answers that must be refused."""

from gatepost.testing.authenticator import ATTESTED, BACKED_UP, USER_PRESENT, USER_VERIFIED, encode
from tests.client import Api
from tests.users import BOB, PASSWORD

KEYS = "account/authenticators/webauthn"
INCORRECT = [("incorrect_code", "credential")]


def prove(api):
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    return api


def enrol(api, key, *, passwordless=True, name="One"):
    options = api.get(f"{KEYS}?passwordless" if passwordless else KEYS).body["data"]["creation_options"]
    return api.post(KEYS, {"name": name, "credential": key.create(options)})


def challenge(api, path="auth/webauthn/login"):
    return api.get(path).body["data"]["request_options"]


def waiting(client="app"):
    api = Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    return api


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
