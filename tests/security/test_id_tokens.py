"""Row E8: id_tokens with one fault each, posted by an app; none of them makes a user."""

import base64
import hashlib
import hmac
import json

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth import get_user_model
from tests.providers import Visitor

from gatepost.features.social import connections
from gatepost.features.social.protocol import id_token, metadata
from gatepost.features.social.protocol.fault import ProviderFault
from gatepost.testing.openid import OpenIdProvider
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwk import Key

NOW = 1_800_000_000


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(provider, header, **claims):
    """A token with a header of one's own, signed well."""
    body = provider.id_token(**claims).split(".")[1]
    text = f"{encoded({'kid': provider.key.kid, 'alg': 'RS256', **header})}.{body}"
    return f"{text}.{encoded(provider.key.sign(text.encode()))}"


CLAIMS = {
    "no issuer": {"iss": None},
    "another issuer": {"iss": "https://other.example"},
    "empty issuer": {"iss": ""},
    "issuer as a list": {"iss": ["x"]},
    "issuer as a number": {"iss": 1},
    "no audience": {"aud": None},
    "another audience": {"aud": "another"},
    "empty audience": {"aud": ""},
    "no audience in a list": {"aud": []},
    "audience with a stranger": {"aud": ["client", "stranger"]},
    "audience with a stranger, for us": {"aud": ["client", "stranger"], "azp": "client"},
    "audience of two without azp": {"aud": ["client", "client"]},
    "audience as a number": {"aud": 1},
    "audience as an object": {"aud": {"client": 1}},
    "audience with a number": {"aud": ["client", 1]},
    "audience in capitals": {"aud": "CLIENT"},
    "audience with a blank": {"aud": "client "},
    "azp of another": {"azp": "another"},
    "empty azp": {"azp": ""},
    "azp as a list": {"azp": ["client"]},
    "azp as a number": {"azp": 1},
    "no expiry": {"exp": None},
    "expired": {"exp": NOW - 31},
    "expired long ago": {"exp": 1},
    "expiry zero": {"exp": 0},
    "expiry negative": {"exp": -1},
    "expiry as text": {"exp": str(NOW + 600)},
    "expiry true": {"exp": True},
    "expiry as a list": {"exp": [NOW + 600]},
    "expiry beyond all calendars": {"exp": 10**15},
    "no time of issue": {"iat": None},
    "issued tomorrow": {"iat": NOW + 86400},
    "issued in a minute": {"iat": NOW + 61},
    "time of issue as text": {"iat": str(NOW)},
    "time of issue true": {"iat": True},
    "not yet": {"nbf": NOW + 3600},
    "not before as text": {"nbf": "0"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject of blanks": {"sub": "  "},
    "subject zero": {"sub": "0"},
    "subject as a number": {"sub": 7},
    "subject false": {"sub": False},
    "subject as a list": {"sub": ["x"]},
    "subject as an object": {"sub": {"id": 1}},
    "subject too long": {"sub": "x" * 300},
    "subject with a control sign": {"sub": "a\nb"},
    "nonce as a list": {"nonce": ["n"]},
    "nonce as a number": {"nonce": 5},
    "nonce as an object": {"nonce": {}},
    "id as a number": {"jti": 5},
}
HEADERS = {
    "alg none": {"alg": "none"},
    "alg None": {"alg": "None"},
    "alg empty": {"alg": ""},
    "alg another of the same key": {"alg": "RS512"},
    "alg for another key": {"alg": "ES256"},
    "alg HS256": {"alg": "HS256"},
    "alg as a list": {"alg": ["RS256"]},
    "kid unknown": {"kid": "unknown"},
    "kid as a path": {"kid": "../../etc/passwd"},
    "kid as a number": {"kid": 1},
    "key in the header": {"jwk": {"kty": "oct", "k": "AAAA"}},
    "address of keys in the header": {"jku": "https://evil.example/jwks"},
    "certificates in the header": {"x5c": ["AAAA"]},
    "address of certificates": {"x5u": "https://evil.example/x"},
    "critical extension": {"crit": ["exp"]},
    "body not encoded": {"b64": False, "crit": ["b64"]},
    "compressed": {"zip": "DEF"},
    "an access token by type": {"typ": "at+jwt"},
    "a logout token by type": {"typ": "logout+jwt"},
}
BROKEN = {
    "not a token": lambda _: "x",
    "nothing between dots": lambda _: "..",
    "without signature": lambda good: good.rsplit(".", 1)[0] + ".",
    "two parts": lambda good: good.rsplit(".", 1)[0],
    "four parts": lambda good: good + ".x",
    "five parts": lambda good: good + ".x.x",
    "another body": lambda good: ".".join([good.split(".")[0], encoded({"sub": "evil"}), good.split(".")[2]]),
    "a sign more": lambda good: good + "A",
    "padding": lambda good: good + "==",
    "blank in it": lambda good: good.replace(".", ". "),
    "too long": lambda good: good + "A" * 9000,
    "signature of zeros": lambda good: good.rsplit(".", 1)[0] + "." + encoded(b"\0" * 256),
    "JSON form": lambda good: json.dumps(
        dict(zip(("protected", "payload", "signature"), good.split("."), strict=True))
    ),
}


def refused(provider, token):
    visitor = Visitor("app", provider)
    body = {"provider": "test", "process": "login", "token": {"client_id": "client", "id_token": token}}
    answer = visitor.post("auth/provider/token", body)
    assert answer.codes == [("invalid_token", "token")]
    assert not get_user_model().objects.exists()


@pytest.fixture
def standing(clock, phone, provider):
    clock.now = float(NOW)
    return provider


def test_e8_there_are_more_than_sixty_faults():
    assert len(CLAIMS) + len(HEADERS) + len(BROKEN) >= 80


@pytest.mark.parametrize("fault", CLAIMS)
def test_e8_a_token_with_one_wrong_claim_is_refused(standing, fault):
    refused(standing, standing.id_token(**CLAIMS[fault]))


@pytest.mark.parametrize("fault", HEADERS)
def test_e8_a_token_with_one_odd_header_is_refused(standing, fault):
    refused(standing, signed(standing, HEADERS[fault]))


@pytest.mark.parametrize("fault", BROKEN)
def test_e8_what_is_no_token_is_refused(standing, fault):
    refused(standing, BROKEN[fault](standing.id_token()))


def test_e8_a_token_signed_by_the_public_key_as_a_secret_is_refused(standing):
    public = standing.key._material.raw_value
    public = public.public_key() if hasattr(public, "public_key") else public
    for secret in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(standing.key.public()).encode(),
    ):
        head = encoded({"alg": "HS256", "kid": standing.key.kid})
        text = f"{head}.{standing.id_token().split('.')[1]}"
        refused(standing, f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}")


def test_e8_a_token_of_a_stranger_with_our_key_id_is_refused(standing):
    stranger = Key.generate("RS256", kid=standing.key.kid)
    claims = msgspec.json.decode(base64.urlsafe_b64decode(standing.id_token().split(".")[1] + "=="))
    refused(standing, jwt.sign(claims, stranger))


def test_e8_two_keys_of_one_id_and_a_key_for_encryption_are_no_way_in(standing):
    evil = Key.generate("RS256", kid=standing.key.kid)
    standing.answers["/jwks"] = {"keys": [{**standing.key.public(), "use": "enc"}]}
    refused(standing, standing.id_token())
    metadata.forget()
    standing.answers["/jwks"] = {"keys": [standing.key.public(), evil.public()]}
    claims = msgspec.json.decode(base64.urlsafe_b64decode(standing.id_token().split(".")[1] + "=="))
    refused(standing, jwt.sign(claims, evil))


def test_e8_a_token_of_another_app_of_the_same_provider_is_refused(standing, connected):
    refused(standing, standing.id_token(aud="another-app", azp="another-app"))


def test_e8_the_same_token_without_a_fault_lets_in(standing):
    visitor = Visitor("app", standing)
    assert visitor.post_token(jti="once").status == 200
    assert Visitor("app", standing).post_token(jti="once").codes == [("invalid_token", "token")]
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("nonce", [None, "", "another", ["n"], 7, {}])
def test_e8_a_token_without_the_nonce_of_this_login_is_refused(visitor, provider, nonce):
    provider.token_claims["nonce"] = nonce
    assert visitor.log_in()[1]["error_code"] == "provider_failed"
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("wrong", ["", "x", 7, ["x"], encoded(hashlib.sha256(b"another").digest()[:16])])
def test_e8_a_token_that_belongs_to_another_access_token_is_refused(visitor, provider, wrong):
    provider.token_claims["at_hash"] = wrong
    assert visitor.log_in()[1]["error_code"] == "provider_failed"


@pytest.mark.parametrize(("algorithm", "name"), [("RS256", "sha256"), ("ES384", "sha384"), ("EdDSA", "sha512")])
def test_e8_the_hash_of_the_access_token_has_the_size_of_the_signatures(db, configure, algorithm, name):
    with OpenIdProvider(key=Key.generate(algorithm, kid="k")) as provider:
        configure(social=provider.settings())
        connection = connections.named("test")
        half = hashlib.new(name, b"at").digest()
        token = provider.id_token(at_hash=encoded(half[: len(half) // 2]))
        endpoints = metadata.endpoints(connection)
        expected = id_token.Expected(client_ids=("client",), access="at")
        assert id_token.verify(token, connection, endpoints, expected)["sub"]
        with pytest.raises(ProviderFault, match="at_hash"):
            id_token.verify(token, connection, endpoints, msgspec.structs.replace(expected, access="another"))


TENANT = "9122040d-6c67-4c5b-b112-36a304b66dad"


@pytest.mark.parametrize(
    ("tenant", "claims", "good"),
    [
        ("common", {}, True),
        (TENANT, {}, True),
        ("11111111-6c67-4c5b-b112-36a304b66dad", {}, False),
        ("contoso.example", {}, False),
        ("common", {"tid": "11111111-6c67-4c5b-b112-36a304b66dad"}, False),
        ("common", {"tid": None}, False),
        ("common", {"tid": "evil/../x"}, False),
        ("common", {"iss": "https://login.microsoftonline.com/{tenantid}/v2.0"}, False),
        ("common", {"iss": "https://evil.example/v2.0"}, False),
    ],
)
def test_e8_the_issuer_of_a_tenant_is_the_one_that_the_token_names(provider, configure, tenant, claims, good):
    chosen = connections.ConnectionSettings(provider="microsoft", client_id="client", options={"tenant": tenant})
    connection = connections.make("microsoft", chosen)
    configure(social=provider.settings())
    endpoints = metadata.Endpoints(authorize="", exchange="", keys=f"{provider.issuer}/jwks")
    usual = {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT}
    token = provider.id_token(**(usual | claims))
    expected = id_token.Expected(client_ids=("client",))
    if good:
        assert id_token.verify(token, connection, endpoints, expected)["tid"] == TENANT
        return
    with pytest.raises(ProviderFault):
        id_token.verify(token, connection, endpoints, expected)
