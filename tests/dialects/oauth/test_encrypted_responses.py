"""ID tokens, logout tokens and userinfo for clients that registered to get them signed or encrypted."""

import json

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.checks import run_checks
from django.test import Client
from joserfc import jwe, jwk
from tests.oauth import ISSUER, URI, App, claims, sent, userinfo

from gatepost.features.provider.operations import back_channel, client_assertions, clients
from gatepost.ground.guarded_http.fault import RequestFault, Unavailable

BACK = "https://wiki.example.org/bye"
RSA = jwk.RSAKey.generate_key(2048, parameters={"kid": "rsa", "use": "enc"})
WEAK = jwk.RSAKey(
    rsa.generate_private_key(65537, 1024), rsa.generate_private_key(65537, 1024), parameters={"kid": "weak"}
)
EC = jwk.ECKey.generate_key("P-256", parameters={"kid": "ec"})
OKP = jwk.OKPKey.generate_key("X25519", parameters={"kid": "okp", "use": "enc"})
SIGNS = jwk.ECKey.generate_key("P-256", parameters={"kid": "sig", "use": "sig"})
SPEAKS_K1 = jwk.ECKey.generate_key("secp256k1", parameters={"kid": "k1"})
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
pytestmark = pytest.mark.django_db


def public(*keys):
    return {"keys": [key.as_dict(private=False) for key in keys]}


def encrypted(how="RSA-OAEP-256 A256GCM", *keys, **columns):
    return App(jwks=public(*(keys or (RSA,))), id_token_encryption=how, **columns)


def opened(token, key=RSA):
    """Header and content, as the owner of the key decrypts them."""
    algorithms = ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW", "A256GCM", "A128CBC-HS256"]
    found = jwe.decrypt_compact(token, key, registry=jwe.JWERegistry(algorithms=algorithms, strict_check_header=False))
    return found.headers(), found.plaintext.decode()


def verified(signed, **options):
    keys = pyjwt.PyJWKSet.from_dict(Client().get("/.well-known/jwks.json").json())
    key = keys[pyjwt.get_unverified_header(signed)["kid"]]
    return pyjwt.decode(signed, key, issuer=ISSUER, algorithms=["RS256", "ES256"], **options)


@pytest.mark.parametrize("content", ["A128CBC-HS256", "A256GCM"])
@pytest.mark.parametrize(
    ("algorithm", "key"), [("RSA-OAEP-256", RSA), ("ECDH-ES", EC), ("ECDH-ES+A256KW", EC), ("ECDH-ES", OKP)]
)
def test_an_id_token_is_signed_and_then_encrypted_with_the_clients_key(algorithm, key, content, browsing):
    app = encrypted(f"{algorithm} {content}", SIGNS, key)
    header, signed = opened(app.log_in(browsing)["id_token"], key)
    assert (header["alg"], header["enc"], header["cty"], header["kid"]) == (algorithm, content, "JWT", key.kid)
    assert verified(signed, audience=app.id)["nonce"] == "n-0S6_WzA2Mj"


def test_the_content_algorithm_has_the_default_of_the_standard(browsing):
    assert opened(encrypted("RSA-OAEP-256").log_in(browsing)["id_token"])[0]["enc"] == "A128CBC-HS256"


def test_renewed_id_tokens_and_those_of_devices_are_encrypted_too(browsing):
    app = encrypted(grant_types=["authorization_code", "refresh_token", DEVICE])
    renewed = app.refresh(app.log_in(browsing)["refresh_token"]).json()
    assert verified(opened(renewed["id_token"])[1], audience=app.id)
    started = app.post("device", scope="openid").json()
    assert browsing.post("auth/device/answer", {"code": started["user_code"], "allow": True}).status == 200
    tokens = app.post("token", grant_type=DEVICE, device_code=started["device_code"]).json()
    assert verified(opened(tokens["id_token"])[1], audience=app.id)


@pytest.mark.parametrize("served", [{"keys": []}, public(SIGNS), public(WEAK), public(SPEAKS_K1), {"keys": "x"}, None])
def test_without_a_usable_key_a_client_gets_nothing_and_keeps_its_code(served, browsing, monkeypatch):
    found = {"document": served}

    def read(url, *, again=False):
        if found["document"] is None:
            raise Unavailable("nothing there")
        return found["document"]

    monkeypatch.setattr(client_assertions, "key_sets", read)
    app = App(jwks_uri="https://wiki.example.org/keys", id_token_encryption="RSA-OAEP-256")
    code = app.code(browsing)
    answer = app.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert "access_token" not in answer.json()
    found["document"] = public(RSA)
    answer = app.redeem(code)
    assert verified(opened(answer.json()["id_token"])[1], audience=app.id)
    found["document"] = served
    assert app.refresh(answer.json()["refresh_token"]).status_code == 503
    found["document"] = public(RSA)
    assert app.refresh(answer.json()["refresh_token"]).status_code == 200


def test_a_decrypted_id_token_is_a_hint_at_the_logout_and_an_encrypted_one_is_not(browsing):
    """RP-Initiated Logout 1.0, section 2: the client decrypts it first; nobody can encrypt anything for this server."""
    app = encrypted(post_logout_redirect_uris=[BACK])
    token = app.log_in(browsing)["id_token"]
    asked = {"post_logout_redirect_uri": BACK}
    assert browsing.http.get("/oauth/end-session", {"id_token_hint": token, **asked}).status_code == 400
    answer = browsing.http.get("/oauth/end-session", {"id_token_hint": opened(token)[1], **asked})
    assert sent(answer) == BACK


def test_a_logout_token_is_encrypted_as_id_tokens_are():
    app = encrypted(backchannel_logout_uri="https://wiki.example.org/logout")
    header, signed = opened(back_channel.logout_token(app.row, subject="1", sid="2"))
    assert (header["typ"], header["cty"], header["iss"]) == ("logout+jwt", "JWT", ISSUER)
    assert verified(signed, audience=app.id)["sid"] == "2"
    app.row.jwks = public(SIGNS)
    with pytest.raises(RequestFault):
        back_channel.logout_token(app.row, subject="1", sid="2")


def test_userinfo_is_signed_or_encrypted_or_both_as_registered(browsing):
    plain = userinfo(App().log_in(browsing)["access_token"])
    app = App(userinfo_alg="ES256")
    answer = userinfo(app.log_in(browsing)["access_token"])
    assert answer["Content-Type"] == "application/jwt"
    told = verified(answer.content.decode(), audience=app.id)
    assert told == {**plain.json(), "iss": ISSUER, "aud": app.id}
    app = App(userinfo_encryption="RSA-OAEP-256", jwks=public(RSA))
    answer = userinfo(app.log_in(browsing)["access_token"])
    header, text = opened(answer.content.decode())
    assert (answer["Content-Type"], "cty" in header, json.loads(text)) == ("application/jwt", False, plain.json())
    app = App(userinfo_alg="RS256", userinfo_encryption="ECDH-ES A256GCM", jwks=public(EC))
    header, text = opened(userinfo(app.log_in(browsing)["access_token"]).content.decode(), EC)
    assert (header["cty"], verified(text, audience=app.id)["email"]) == ("JWT", plain.json()["email"])


def test_signed_userinfo_is_no_id_token(browsing):
    app = App(userinfo_alg="RS256", post_logout_redirect_uris=[BACK])
    signed = userinfo(app.log_in(browsing)["access_token"]).content.decode()
    assert browsing.http.get("/oauth/end-session", {"id_token_hint": signed}).status_code == 400


def register(**metadata):
    body = json.dumps({"redirect_uris": [URI], **metadata})
    return Client().post("/oauth/register", body, content_type="application/json")


def test_a_client_registers_its_algorithms_and_reads_them_again(configure, bob):
    configure(provider={"registration": "open"})
    given = {
        "jwks": public(RSA),
        "id_token_encrypted_response_alg": "RSA-OAEP-256",
        "userinfo_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": "RSA-OAEP-256",
        "userinfo_encrypted_response_enc": "A256GCM",
    }
    answer = register(**given)
    assert answer.status_code == 201, answer.content
    told = {**given, "id_token_encrypted_response_enc": "A128CBC-HS256"}
    assert {name: answer.json()[name] for name in told} == told
    assert not [name for name in register().json() if "encrypted" in name or "userinfo" in name]


@pytest.mark.parametrize(
    "metadata",
    [
        {"id_token_encrypted_response_alg": "RSA-OAEP-256"},
        {"id_token_encrypted_response_alg": "RSA-OAEP-256", "jwks": public(EC)},
        {"id_token_encrypted_response_alg": "RSA-OAEP-256", "jwks": public(WEAK)},
        {"userinfo_encrypted_response_alg": "ECDH-ES", "jwks": public(SIGNS)},
        {"id_token_encrypted_response_alg": "ECDH-ES", "jwks": public(SPEAKS_K1)},
        {"id_token_encrypted_response_enc": "A256GCM", "jwks": public(RSA)},
        {"id_token_encrypted_response_alg": "RSA1_5", "jwks": public(RSA)},
        {"id_token_encrypted_response_alg": "dir", "jwks": public(RSA)},
        {"userinfo_signed_response_alg": "none"},
    ],
)
def test_encryption_that_is_weak_or_could_never_work_is_refused(metadata, configure):
    configure(provider={"registration": "open"})
    answer = register(**metadata)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


def test_discovery_names_the_algorithms():
    found = Client().get("/.well-known/openid-configuration").json()
    for name in ("id_token", "userinfo"):
        assert found[f"{name}_encryption_alg_values_supported"] == ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"]
        assert found[f"{name}_encryption_enc_values_supported"] == ["A128CBC-HS256", "A256GCM"]


def test_the_settings_declare_it_and_checks_find_what_is_wrong(configure, bob):
    declared = {"name": "Wiki", "redirect_uris": [URI], "id_token_encryption": "ECDH-ES", "jwks": public(EC)}
    configure(provider={"clients": {"wiki": declared, "other": {**declared, "jwks": None}}})
    found = [error.msg for error in run_checks() if error.id == "gatepost.E084"]
    assert found == ["provider.clients['other']: A client with encrypted ID tokens needs jwks or jwks_uri."]
    assert clients.find("wiki").id_token_encryption == "ECDH-ES"


def test_a_client_without_encryption_gets_tokens_in_clear(browsing):
    assert claims(App().log_in(browsing)["id_token"])["iss"] == ISSUER
