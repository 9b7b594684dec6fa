"""DPoP proofs, made by joserfc and not by our own signer. Source: RFC 9449, section 4.3."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc import jwk, jws, jwt

from gatepost.ground import clock as ground_clock
from gatepost.ground import secret_queries
from gatepost.tokens.signed import dpop
from gatepost.tokens.signed.dpop import NonceRequired
from gatepost.tokens.signed.jwt import BadToken

URL = "https://id.example.org/oauth/token"
EC = jwk.ECKey.generate_key("P-256")
OTHER = jwk.ECKey.generate_key("P-256")


def proof(key=EC, *, alg="ES256", header=(), without=(), public=None, **claims):
    public = key.as_dict(private=False) if public is None else public
    made = {"jti": "proof-1", "htm": "POST", "htu": URL, "iat": int(ground_clock.unix())} | claims
    claimed = {name: value for name, value in made.items() if name not in without}
    heads = {"alg": alg, "typ": "dpop+jwt", "jwk": public} | dict(header)
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    return jwt.encode({name: it for name, it in heads.items() if it is not None}, claimed, key, registry=registry)


def verify(text, **given):
    return dpop.verify(text, **{"method": "POST", "url": URL} | given)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # by joserfc; clients use the name
@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("ES256", EC),
        ("ES384", jwk.ECKey.generate_key("P-384")),
        ("EdDSA", jwk.OKPKey.generate_key("Ed25519")),
        ("RS256", jwk.RSAKey.generate_key(2048)),
        ("PS256", jwk.RSAKey.generate_key(2048)),
    ],
)
def test_a_proof_gives_the_thumbprint_of_the_key_that_signed_it(alg, key):
    assert verify(proof(key, alg=alg)).thumbprint == key.thumbprint()


@pytest.mark.parametrize(
    "made",
    [
        {"htm": "GET"},
        {"htm": "post"},
        {"htm": 1},
        {"htu": "https://id.example.org/oauth/revoke"},
        {"htu": "http://id.example.org/oauth/token"},
        {"htu": "https://id.example.org:8443/oauth/token"},
        {"htu": "https://id.example.org:x/oauth/token"},
        {"htu": ["https://id.example.org/oauth/token"]},
        {"iat": 1},
        {"iat": "now"},
        {"iat": True},
        {"jti": ""},
        {"jti": "x" * 257},
        {"jti": 7},
        {"without": ["jti"]},
        {"without": ["htm"]},
        {"without": ["htu"]},
        {"without": ["iat"]},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": None}},
        {"header": {"jwk": None}},
        {"header": {"kid": "1"}},
        {"header": {"crit": ["b64"], "b64": True}},
        {"public": OTHER.as_dict(private=False)},
        {"public": EC.as_dict(private=True)},
        {"public": {"kty": "EC"}},
        {"public": {}},
    ],
)
def test_a_proof_that_breaks_a_rule_is_refused(made):
    with pytest.raises(BadToken):
        verify(proof(**made))


def test_a_proof_of_a_shared_secret_of_another_algorithm_or_without_a_signature_is_refused():
    secret = jwk.OctKey.import_key(b"a secret that both sides know...")
    symmetric = {"kty": "oct", "k": "YSBzZWNyZXQgdGhhdCBib3RoIHNpZGVzIGtub3cuLi4"}
    with pytest.raises(BadToken):
        verify(proof(secret, alg="HS256", public=symmetric))
    with pytest.raises(BadToken):
        verify(proof(jwk.RSAKey.generate_key(2048), alg="RS512"))
    head, body, _ = proof().split(".")
    for text in (f"{head}.{body}.", f"{head}.{body}", head, "", "x" * 9000, "é"):
        with pytest.raises(BadToken):
            verify(text)


def test_a_proof_is_valid_for_a_minute_and_the_leeway_of_clocks(clock):
    text = proof()
    clock.forward(90)
    assert verify(text)
    clock.forward(1)
    with pytest.raises(BadToken):
        verify(text)
    early = proof(iat=int(clock.now) + 30)
    assert verify(early)
    with pytest.raises(BadToken):
        verify(proof(iat=int(clock.now) + 31))


@pytest.mark.parametrize(
    "url",
    ["https://ID.example.org/oauth/token", "https://id.example.org:443/oauth/token", f"{URL}?a=b", f"{URL}#x"],
)
def test_urls_that_mean_the_same_are_the_same(url):
    assert verify(proof(htu=url))
    assert verify(proof(), url=url)


def test_a_proof_for_a_resource_names_its_access_token():
    assert verify(proof(ath=dpop.token_hash("gpa_1")), access_token="gpa_1")
    for ath in ({}, {"ath": dpop.token_hash("gpa_2")}, {"ath": 1}, {"ath": "é"}):
        with pytest.raises(BadToken):
            verify(proof(**ath), access_token="gpa_1")


def test_a_nonce_is_good_for_two_to_four_minutes(clock):
    clock.now -= clock.now % dpop.NONCE_SECONDS
    given = dpop.nonce()
    assert verify(proof(nonce=given), needs_nonce=True)
    clock.forward(2 * dpop.NONCE_SECONDS - 1)
    assert verify(proof(nonce=given), needs_nonce=True)
    clock.forward(1)
    for old in (given, "", "é", None):
        with pytest.raises(NonceRequired):
            verify(proof(nonce=old), needs_nonce=True)
    with pytest.raises(NonceRequired):
        verify(proof(), needs_nonce=True)


def test_a_proof_is_used_once_and_ids_belong_to_their_key(db):
    first = verify(proof(jti="a"))
    assert dpop.is_first_use(first)
    assert not dpop.is_first_use(verify(proof(jti="a")))
    assert dpop.is_first_use(verify(proof(jti="b")))
    assert dpop.is_first_use(verify(proof(OTHER, jti="a")))


def test_a_used_proof_is_remembered_as_long_as_it_is_valid_and_costs_one_insert(clock, db):
    text = proof(iat=int(clock.now) + 30)
    assert dpop.is_first_use(verify(text))
    clock.forward(119)
    secret_queries.delete_old_secrets(ground_clock.now(), 1000)
    again = verify(text)
    with CaptureQueriesContext(connection) as done:
        assert not dpop.is_first_use(again)
    assert len([query for query in done if "SAVEPOINT" not in str(query["sql"])]) == 1
