"""What `auth/provider/token` says to bad input, and to a connection that nobody is logged in for."""

import base64
import json

import pytest
from tests.oracle import give, oracle
from tests.users import logged_in, make_user

from gatepost.features.social.models import SocialAccount
from gatepost.ground import clock
from gatepost.testing.openid import OpenIdProvider
from gatepost.tokens.signed.jwk import Key

__all__ = ["oracle"]
PATH = "auth/provider/token"
REQUIRED = [("required", "process"), ("required", "provider")]
INVALID = ("invalid_token", "token")


def body(oracle, **token):
    token = {"client_id": "oracle-client", "id_token": oracle.id_token(), **token}
    return {
        "provider": "oracle",
        "process": "login",
        "token": {name: value for name, value in token.items() if value is not ...},
    }


@pytest.mark.parametrize("given", [{}, {"provider": None, "process": "", "token": None}, {"token": []}, {"token": ""}])
def test_an_empty_body_lists_every_fault_at_once(api, oracle, given):
    assert api.post(PATH, given).codes == [*REQUIRED, INVALID, ("required", "token")]


@pytest.mark.parametrize("token", ["text", 5, True, ["x"], [{}]])
def test_a_token_that_is_no_object_is_no_valid_token(api, oracle, token):
    assert api.post(PATH, body(oracle) | {"token": token}).codes == [INVALID]


def test_an_empty_object_as_token_is_required(api, oracle):
    assert api.post(PATH, body(oracle) | {"token": {}}).codes == [("required", "token")]


@pytest.mark.parametrize(
    "tokens",
    [
        {"id_token": ...},
        {"id_token": None},
        {"id_token": ""},
        {"id_token": 5},
        {"id_token": ["x"]},
        {"id_token": False},
        {"access_token": 5},
        {"access_token": {}},
    ],
)
def test_without_a_readable_token_one_is_required(api, oracle, tokens):
    assert api.post(PATH, body(oracle, **tokens)).codes == [("token_required", "token")]


@pytest.mark.parametrize("client_id", [..., None, "", 5, True, ["oracle-client"]])
def test_without_a_readable_client_id_one_is_required(api, oracle, client_id):
    assert api.post(PATH, body(oracle, client_id=client_id)).codes == [("client_id_required", "token")]


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "nowhere"},
        {"provider": 5},
        {"provider": ["oracle"]},
        {"provider": {"id": "oracle"}},
        {"provider": "x" * 2000},
        {"provider": "oracle\x00"},
    ],
)
def test_an_unknown_provider_is_no_valid_token(api, oracle, changes):
    assert api.post(PATH, body(oracle) | changes).codes == [INVALID]


@pytest.mark.parametrize(
    "token",
    [
        {"client_id": "somebody-else"},
        {"client_id": "somebody-else", "id_token": ...},
        {"id_token": "x"},
        {"id_token": "x" * 20_000},
        {"id_token": "ä.b.c"},
        {"id_token": ..., "access_token": "x"},
    ],
)
def test_a_foreign_client_or_a_bad_token_is_no_valid_token(api, oracle, token):
    assert api.post(PATH, body(oracle, **token)).codes == [INVALID]


@pytest.mark.parametrize("claims", [{"exp": 1}, {"aud": "another-client"}, {"iss": "https://evil.example"}])
def test_an_expired_or_foreign_token_is_no_valid_token(api, oracle, claims):
    assert give(api, oracle, **claims).codes == [INVALID]
    with OpenIdProvider(client_id="oracle-client", key=Key.generate("RS256", kid=oracle.key.kid)) as foreign:
        signed_elsewhere = foreign.id_token(iss=oracle.issuer)
    assert api.post(PATH, body(oracle, id_token=signed_elsewhere)).codes == [INVALID]


@pytest.mark.parametrize("process", ["signup", "Login", 5, ["login"], {"x": 1}])
def test_there_are_two_processes(api, oracle, process):
    assert api.post(PATH, body(oracle) | {"process": process}).codes == [("invalid_choice", "process")]
    both = body(oracle, client_id=None) | {"process": process}
    assert api.post(PATH, both).codes == [("invalid_choice", "process"), ("client_id_required", "token")]


def without_kid(key, claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    signed = f"{part({'alg': 'RS256'})}.{part(claims)}"
    return f"{signed}.{base64.urlsafe_b64encode(key.sign(signed.encode())).rstrip(b'=').decode()}"


def test_an_id_token_that_names_no_key_is_no_valid_token(api, oracle):
    now = int(clock.unix())
    claims = {"iss": oracle.issuer, "aud": "oracle-client", "iat": now, "exp": now + 60, **oracle.claims}
    assert api.post(PATH, body(oracle, id_token=without_kid(oracle.key, claims))).codes == [INVALID]
    assert api.post(PATH, body(oracle)).status == 200


def test_connecting_while_logged_out_is_403_without_a_body(api, oracle):
    answer = give(api, oracle, "connect")
    assert (answer.status, answer.response.content) == (403, b"")
    assert api.post(PATH, body(oracle, id_token="x") | {"process": "connect"}).status in (400, 403)
    assert not SocialAccount.objects.exists()
    bobs = logged_in(make_user(), api.client)
    assert give(bobs, oracle, "connect").status == 200


def test_a_closed_sign_up_is_403_with_its_status(api, oracle, configure):
    configure(accounts={"signup_open": False})
    answer = give(api, oracle)
    assert (answer.status, answer.body) == (403, {"status": 403})
    assert not SocialAccount.objects.exists()


def test_where_verification_is_needed_a_token_without_a_verified_address_waits(api, oracle, configure):
    configure(accounts={"email_verification": "mandatory"})
    assert give(api, oracle, email_verified=False).pending == ["verify_email"]
