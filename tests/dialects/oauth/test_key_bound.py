"""Clients that authenticate with a key, and tokens that are bound to one. Source: RFC 7523, RFC 9449."""

import itertools
from urllib.parse import urlencode

import pytest
from django.test import Client as Http
from joserfc import jwk, jwt
from tests.oauth import ISSUER, URI, App, claims, sent

from gatepost.ground import clock as ground_clock
from gatepost.ground.models import OneTimeSecret
from gatepost.tokens.signed import dpop

KEY = jwk.ECKey.generate_key("P-256", parameters={"kid": "first"})
OTHER = jwk.ECKey.generate_key("P-256", parameters={"kid": "other"})
JKT = KEY.thumbprint()
ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"
_number = itertools.count()


def assertion(app, key=KEY, **changes):
    now = int(ground_clock.unix())
    made = {"iss": app.id, "sub": app.id, "aud": ISSUER, "jti": f"a{next(_number)}", "iat": now, "exp": now + 60}
    return jwt.encode({"alg": "ES256", "kid": key.kid}, made | changes, key)


def proof(path, key=KEY, *, verb="POST", **changes):
    made = {"htm": verb, "htu": ISSUER + path, "jti": f"p{next(_number)}", "iat": int(ground_clock.unix())}
    public = {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}
    return jwt.encode({"alg": "ES256", "typ": "dpop+jwt", "jwk": public}, made | changes, key)


def post(path, form, **headers):
    return Http().post(f"/oauth/{path}", urlencode(form), content_type=FORM, headers=headers)


def refused(answer, error, status=400):
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    return answer


@pytest.fixture
def service(db):
    """A client that has a key in place of a secret, and acts for itself."""
    keys = {"keys": [KEY.as_dict(private=False)]}
    grants = ["client_credentials", "authorization_code"]
    return App(auth_method="private_key_jwt", jwks=keys, grant_types=grants)


def own_token(app, text, **form):
    given = {"grant_type": "client_credentials", "scope": "read", "client_assertion_type": ASSERTED}
    return post("token", {**given, "client_assertion": text, **form})


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/oauth/token"])
def test_a_client_authenticates_with_its_key_once_per_assertion(service, audience):
    text = assertion(service, aud=audience)
    assert own_token(service, text).status_code == 200
    refused(own_token(service, text), "invalid_client", 401)
    assert own_token(service, assertion(service), client_id=service.id).status_code == 200


@pytest.mark.parametrize(
    ("changes", "form", "error"),
    [
        ({"key": OTHER}, {}, "invalid_client"),
        ({"aud": "https://elsewhere.example.org"}, {}, "invalid_client"),
        ({"aud": f"{ISSUER}/oauth/revoke"}, {}, "invalid_client"),
        ({"exp": 1}, {}, "invalid_client"),
        ({}, {"client_assertion_type": "urn:example"}, "invalid_client"),
        ({}, {"client_id": "another"}, "invalid_client"),
        ({}, {"client_assertion": "x.y.z"}, "invalid_client"),
        ({}, {"client_secret": "s"}, "invalid_request"),
    ],
)
def test_an_assertion_that_is_not_in_order_authenticates_nobody(service, changes, form, error):
    refused(own_token(service, assertion(service, **changes), **form), error, 401 if error == "invalid_client" else 400)


def test_a_client_with_a_secret_or_without_one_gains_nothing_by_a_key(wiki, phone):
    keyed = App(jwks={"keys": [KEY.as_dict(private=False)]}, grant_types=["client_credentials"])
    for app in (wiki, phone, keyed):
        refused(own_token(app, assertion(app)), "invalid_client", 401)


def test_a_client_with_a_key_is_not_known_by_its_id_or_an_empty_secret(service):
    form = {"grant_type": "client_credentials", "client_id": service.id}
    refused(post("token", form), "invalid_client", 401)
    refused(post("token", {**form, "client_secret": "x"}), "invalid_client", 401)


def bound(app, browser, key=KEY):
    """The response to the code of a login, with a proof."""
    code = app.code(browser, scope="openid email offline_access")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": URI,
        "code_verifier": app.verifier,
        "client_id": app.id,
    }
    return post("token", form, DPoP=proof("/oauth/token", key))


def who(token, text=None, *, scheme="DPoP"):
    headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": text} if text else {})
    return Http().get("/oauth/userinfo", headers=headers)


@pytest.mark.parametrize("token_format", ["jwt", "opaque"])
def test_tokens_are_bound_to_the_key_that_was_proved(db, browsing, token_format):
    app = App(public=True, token_format=token_format)
    tokens = bound(app, browsing).json()
    access = tokens["access_token"]
    assert tokens["token_type"] == "DPoP"
    if token_format == "jwt":
        assert claims(access)["cnf"] == {"jkt": JKT}

    def ask(key=KEY, **changes):
        given = {"verb": "GET", "ath": dpop.token_hash(access), **changes}
        return who(access, proof("/oauth/userinfo", key, **given))

    text = proof("/oauth/userinfo", verb="GET", ath=dpop.token_hash(access))
    assert who(access, text).status_code == 200
    refused(who(access, text), "invalid_dpop_proof")  # a proof works once
    refused(ask(OTHER), "invalid_token", 401)
    refused(ask(ath=dpop.token_hash("another")), "invalid_dpop_proof")
    refused(who(access), "invalid_dpop_proof")
    refused(who(access, scheme="Bearer"), "invalid_token", 401)
    refused(ask(htm="POST"), "invalid_dpop_proof")


def test_proofs_that_come_with_no_valid_token_are_not_stored(phone, browsing):
    access = phone.log_in(browsing)["access_token"]
    before = OneTimeSecret.objects.count()
    for token in (access, "x", "gpo_" + "0" * 49):
        who(token, proof("/oauth/userinfo", verb="GET", ath=dpop.token_hash(token)))
    assert OneTimeSecret.objects.count() == before


def test_a_bearer_token_is_not_accepted_as_a_bound_one(phone, browsing):
    access = phone.log_in(browsing)["access_token"]
    text = proof("/oauth/userinfo", verb="GET", ath=dpop.token_hash(access))
    refused(who(access, text), "invalid_token", 401)
    assert who(access, scheme="Bearer").status_code == 200


def test_a_refresh_token_is_bound_too(phone, browsing):
    refresh = bound(phone, browsing).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": phone.id}
    refused(post("token", form), "invalid_grant")
    refused(post("token", form, DPoP=proof("/oauth/token", OTHER)), "invalid_grant")
    assert post("token", form, DPoP=proof("/oauth/token")).json()["token_type"] == "DPoP"


def test_a_code_can_be_bound_to_a_key_before_it_is_issued(phone, browsing):
    code = phone.code(browsing, dpop_jkt=JKT)
    refused(phone.redeem(code), "invalid_grant")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI, "client_id": phone.id}
    form["code_verifier"] = phone.verifier
    refused(post("token", form, DPoP=proof("/oauth/token", OTHER)), "invalid_grant")
    assert post("token", form, DPoP=proof("/oauth/token")).status_code == 200


def test_a_pushed_request_binds_its_code_to_the_key_of_its_proof(phone, browsing):
    answer = post("par", phone.parameters(), DPoP=proof("/oauth/par"))
    uri = answer.json()["request_uri"]
    refused(post("par", phone.parameters(dpop_jkt=OTHER.thumbprint()), DPoP=proof("/oauth/par")), "invalid_dpop_proof")
    where = sent(browsing.http.get("/oauth/authorize?" + urlencode({"client_id": phone.id, "request_uri": uri})))
    assert "#request=" in where


def test_a_client_that_must_bind_its_tokens_gets_none_without_a_proof(db, browsing):
    app = App(public=True, dpop_bound=True)
    code = app.code(browsing)
    refused(app.redeem(code), "invalid_dpop_proof")


def test_a_proof_needs_a_nonce_where_the_settings_say_so(db, browsing, configure):
    app = App(public=True)
    code = app.code(browsing)
    configure(provider={"enabled": True, "dpop_nonce": True})
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI, "client_id": app.id}
    form["code_verifier"] = app.verifier
    answer = refused(post("token", form, DPoP=proof("/oauth/token")), "use_dpop_nonce")
    again = post("token", form, DPoP=proof("/oauth/token", nonce=answer["DPoP-Nonce"]))
    assert again.json()["token_type"] == "DPoP"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "x" * 9000])
def test_what_is_no_proof_is_refused(service, text):
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTED}
    answer = post("token", {**form, "client_assertion": assertion(service)}, DPoP=text)
    refused(answer, "invalid_dpop_proof")
