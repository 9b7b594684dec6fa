"""Assertions of clients, made by joserfc and not by our own signer. Source: RFC 7523, section 3."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from joserfc import jwk, jwt

from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_assertions
from gatepost.ground import clock as ground_clock
from gatepost.ground import secret_queries
from gatepost.tokens.signed.jwt import BadToken

ISSUER = "https://id.example.org"
KEY = jwk.ECKey.generate_key("P-256", parameters={"kid": "first"})
OTHER = jwk.ECKey.generate_key("P-256", parameters={"kid": "other"})


def key_set(*keys):
    return {"keys": [key.as_dict(private=False) for key in keys]}


def app(**columns):
    return OAuthClient(client_id="app", **{"auth_method": "private_key_jwt", "jwks": key_set(KEY)} | columns)


def assertion(key=KEY, *, header=(), without=(), alg="ES256", **claims):
    now = int(ground_clock.unix())
    made = {"iss": "app", "sub": "app", "aud": ISSUER, "jti": "1", "iat": now, "exp": now + 60} | claims
    heads = {"alg": alg, "kid": key.kid} | dict(header)
    claimed = {name: value for name, value in made.items() if name not in without}
    return jwt.encode({name: value for name, value in heads.items() if value is not None}, claimed, key)


def verify(text, client=None):
    client_assertions.verify(text, client or app(), (ISSUER, f"{ISSUER}/oauth/token"))


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/oauth/token", [ISSUER]])
def test_a_client_proves_who_it_is_by_its_key(db, audience):
    verify(assertion(aud=audience))
    assert client_assertions.client_id_in(assertion()) == "app"


def test_an_assertion_without_a_key_id_is_verified_by_the_only_key(db):
    verify(assertion(header={"kid": None}))
    with pytest.raises(BadToken):
        verify(assertion(header={"kid": None}, jti="2"), app(jwks=key_set(KEY, OTHER)))


@pytest.mark.parametrize(
    "made",
    [
        {"iss": "another"},
        {"sub": "another"},
        {"sub": 1},
        {"aud": "https://elsewhere.example.org"},
        {"aud": [ISSUER, "https://elsewhere.example.org"]},
        {"aud": []},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"exp": "soon"},
        {"jti": ""},
        {"jti": "x" * 257},
        {"nbf": 4_000_000_000},
        {"without": ["exp"]},
        {"without": ["jti"]},
        {"without": ["aud"]},
        {"without": ["iss"]},
        {"without": ["sub"]},
        {"header": {"typ": "at+jwt"}},
        {"header": {"typ": "dpop+jwt"}},
        {"header": {"kid": "other"}},
        {"key": OTHER},
        {"key": OTHER, "header": {"kid": "first"}},
    ],
)
def test_an_assertion_that_breaks_a_rule_is_refused(db, made):
    with pytest.raises(BadToken):
        verify(assertion(**made))


@pytest.mark.parametrize("text", ["", "a.b.c", "é.é.é", "x" * 9000, "{}"])
def test_what_is_no_assertion_is_refused_and_names_nobody(db, text):
    assert client_assertions.client_id_in(text) == ""
    with pytest.raises(BadToken):
        verify(text)


def test_a_secret_in_the_key_set_is_not_a_key(db):
    secret = jwk.OctKey.import_key(b"a secret that both sides know...", {"kid": "first"})
    with pytest.raises(BadToken):
        verify(assertion(secret, alg="HS256"), app(jwks={"keys": [secret.as_dict()]}))


def test_an_assertion_is_accepted_once_for_as_long_as_it_is_valid(db, clock):
    text = assertion(exp=int(clock.now) + 600)
    verify(text)
    clock.forward(629)
    secret_queries.delete_old_secrets(ground_clock.now(), 1000)
    with pytest.raises(BadToken, match="ended"):
        verify(text)
    verify(assertion(jti="2"))


@pytest.fixture
def server():
    """A client's server with its key set, which may change."""

    class Handler(BaseHTTPRequestHandler):
        keys = (KEY,)
        asked = 0

        def do_GET(self):
            Handler.asked += 1
            body = json.dumps(key_set(*Handler.keys)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        Handler.host = f"127.0.0.1:{listening.server_port}"
        yield Handler
        listening.shutdown()
    client_assertions.key_sets.forget()


def test_keys_at_an_address_are_fetched_once_and_again_when_they_changed(db, clock, server, configure):
    configure(provider={"allowed_hosts": [server.host]})
    client = app(jwks=None, jwks_uri=f"http://{server.host}/jwks")
    verify(assertion(), client)
    verify(assertion(jti="2"), client)
    assert server.asked == 1
    server.keys = (OTHER,)
    clock.forward(61)
    verify(assertion(OTHER, jti="3"), client)
    assert server.asked == 2


def test_keys_are_not_fetched_from_a_private_address(db, server):
    with pytest.raises(BadToken, match="unknown_key"):
        verify(assertion(), app(jwks=None, jwks_uri=f"http://{server.host}/jwks"))
    assert server.asked == 0
