"""A login at the provider, from the app's request to its tokens."""

import base64
import hashlib

import jwt as pyjwt
import pytest
from django.test import Client
from tests.oauth import ISSUER, RESOURCE, URI, App, allow, claims, key, query, sent, userinfo
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.provider import queries

HEADER = "X-Authorization-Request"


def test_a_user_logs_in_consents_and_the_app_gets_its_tokens(bob, browser, wiki):
    where = sent(wiki.authorize(browser.http))
    waiting = browser.get("auth/authorization", **{HEADER: key(where)}).body["data"]
    assert waiting["needs"] == "login"
    assert waiting["app"]["name"] == "Wiki"
    assert waiting["user"] is None
    assert [one["name"] for one in waiting["scopes"]] == ["openid", "email"]
    refused = browser.post("auth/authorization", **{HEADER: key(where)})
    assert refused.status == 401
    assert browser.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    waiting = browser.get("auth/authorization", **{HEADER: key(where)}).body["data"]
    assert waiting["needs"] == "consent"
    assert waiting["user"]["email"] == BOB
    back = query(allow(browser, where))
    assert back["state"] == wiki.state
    assert back["iss"] == ISSUER
    tokens = wiki.redeem(back["code"]).json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "openid email"
    assert tokens["expires_in"] == 300
    found = userinfo(tokens["access_token"]).json()
    assert found == {"sub": str(bob.pk), "email": BOB, "email_verified": True}


def test_an_id_token_can_be_verified_with_the_published_keys(bob, browsing, wiki, client):
    tokens = wiki.log_in(browsing)
    keys = pyjwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").json())
    header = pyjwt.get_unverified_header(tokens["id_token"])
    assert header["alg"] == "RS256"
    found = pyjwt.decode(tokens["id_token"], keys[header["kid"]], algorithms=["RS256"], audience=wiki.id, issuer=ISSUER)
    assert found["sub"] == str(bob.pk)
    assert found["nonce"] == "n-0S6_WzA2Mj"
    assert found["acr"] == "aal1"
    assert found["sid"]
    assert found["email"] == BOB
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert found["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    access = pyjwt.get_unverified_header(tokens["access_token"])
    assert access["typ"] == "at+jwt"
    verified = pyjwt.decode(
        tokens["access_token"], keys[access["kid"]], algorithms=["ES256"], audience=ISSUER, issuer=ISSUER
    )
    assert verified["client_id"] == wiki.id
    assert verified["scope"] == "openid email"


def test_a_client_may_have_es256_id_tokens(browsing, db):
    tokens = App(id_token_alg="ES256").log_in(browsing)
    assert pyjwt.get_unverified_header(tokens["id_token"])["alg"] == "ES256"


def test_consent_is_remembered_until_more_is_asked(browsing, wiki):
    wiki.log_in(browsing)
    assert sent(wiki.authorize(browsing.http)).startswith(URI)
    assert "request" in sent(wiki.authorize(browsing.http, scope="openid email profile"))
    assert "request" in sent(wiki.authorize(browsing.http, prompt="consent"))
    assert "request" in sent(wiki.authorize(browsing.http, resource=RESOURCE))


def test_consent_ends_after_its_time(bob, wiki, clock, configure):
    configure(provider={"consent_seconds": 3600})
    wiki.log_in(logged_in(bob, "browser"))
    clock.forward(3599)
    again = logged_in(bob, "browser")
    assert sent(wiki.authorize(again.http)).startswith(URI)
    clock.forward(2)
    assert "request" in sent(wiki.authorize(again.http))


def test_first_party_apps_need_no_consent(browsing, db):
    app = App(first_party=True)
    assert sent(app.authorize(browsing.http)).startswith(URI)


def test_an_app_that_another_could_impersonate_always_asks(browsing, db):
    app = App(public=True, native=True, redirect_uris=["http://127.0.0.1/callback"])
    where = sent(app.authorize(browsing.http, redirect_uri="http://127.0.0.1:5000/callback"))
    assert allow(browsing, where).startswith("http://127.0.0.1:5000/callback?code=")
    assert "request" in sent(app.authorize(browsing.http))


def test_declining_sends_the_app_an_error(browsing, wiki):
    where = sent(wiki.authorize(browsing.http))
    answer = browsing.delete("auth/authorization", **{HEADER: key(where)})
    back = query(answer.body["data"]["location"])
    assert (back["error"], back["state"], back["iss"]) == ("access_denied", wiki.state, ISSUER)
    again = browsing.post("auth/authorization", **{HEADER: key(where)})
    assert again.status == 409
    assert again.body["errors"][0]["code"] == "authorization_request_expired"


def test_a_request_can_be_answered_once_and_ends_after_its_time(bob, wiki, clock):
    browsing = logged_in(bob, "browser")
    where = sent(wiki.authorize(browsing.http))
    allow(browsing, where)
    assert browsing.post("auth/authorization", **{HEADER: key(where)}).status == 409
    late = sent(wiki.authorize(browsing.http, scope="openid profile"))
    clock.forward(901)
    assert browsing.post("auth/authorization", **{HEADER: key(late)}).status == 409


@pytest.mark.parametrize("name", ["", "x", "gpv_" + "0" * 49])
def test_an_unknown_key_stands_for_no_request(browsing, name):
    assert browsing.get("auth/authorization", **{HEADER: name}).status == 409


def test_a_public_client_proves_itself_by_pkce_alone(browsing, phone):
    tokens = phone.log_in(browsing, scope="openid offline_access")
    assert tokens["refresh_token"].startswith("gpr_")


def test_opaque_access_tokens_work_alike(browsing, db):
    app = App(token_format="opaque")
    tokens = app.log_in(browsing)
    assert tokens["access_token"].startswith("gpo_")
    assert userinfo(tokens["access_token"]).json()["email"] == BOB
    assert app.introspect(tokens["access_token"])["active"]


def test_a_resource_narrows_the_audience(browsing, wiki):
    tokens = wiki.log_in(browsing, scope="read", resource=RESOURCE)
    assert claims(tokens["access_token"])["aud"] == RESOURCE
    assert userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.parametrize(
    ("prompt", "error"), [("none", "login_required"), ("none login", "invalid_request"), ("all", "invalid_request")]
)
def test_prompt_none_answers_at_once_where_the_user_must_act(db, wiki, prompt, error):
    back = query(sent(wiki.authorize(Client(), prompt=prompt)))
    assert back["error"] == error


def test_prompt_none_after_login_wants_consent_then_succeeds(browsing, wiki):
    assert query(sent(wiki.authorize(browsing.http, prompt="none")))["error"] == "consent_required"
    wiki.log_in(browsing)
    assert "code" in query(sent(wiki.authorize(browsing.http, prompt="none")))


def test_max_age_and_prompt_login_want_a_fresh_login(bob, clock, db):
    app, browsing = App(first_party=True), logged_in(bob, "browser")
    clock.forward(100)
    assert "code" in query(sent(app.authorize(browsing.http, max_age="200")))
    assert query(sent(app.authorize(browsing.http, max_age="50", prompt="none")))["error"] == "login_required"
    for changes in ({"max_age": "50"}, {"prompt": "login"}, {"max_age": "0"}):
        where = sent(app.authorize(browsing.http, **changes))
        waiting = browsing.get("auth/authorization", **{HEADER: key(where)}).body["data"]
        assert waiting["needs"] == "reauthentication"
        assert [flow["id"] for flow in waiting["flows"]] == ["reauthenticate"]
        assert browsing.post("auth/authorization", **{HEADER: key(where)}).status == 401
        clock.forward(1)
        assert browsing.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
        code = query(allow(browsing, where))["code"]
        assert claims(app.redeem(code).json()["id_token"])["auth_time"] == int(clock.now)
        clock.forward(60)


def test_acr_values_ask_for_a_second_factor(browsing, db):
    app = App(first_party=True)
    where = sent(app.authorize(browsing.http, acr_values="urn:other aal2"))
    assert browsing.get("auth/authorization", **{HEADER: key(where)}).body["data"]["needs"] == "second_factor"
    assert browsing.post("auth/authorization", **{HEADER: key(where)}).status == 401
    assert query(sent(app.authorize(browsing.http, acr_values="aal2", prompt="none")))["error"] == (
        "interaction_required"
    )
    assert "code" in query(sent(app.authorize(browsing.http, acr_values="aal2 aal1")))


def test_select_account_shows_the_page_even_after_consent(browsing, db):
    app = App(first_party=True)
    where = sent(app.authorize(browsing.http, prompt="select_account"))
    assert browsing.get("auth/authorization", **{HEADER: key(where)}).body["data"]["needs"] == "account"
    assert "code" in query(allow(browsing, where))


def test_pushed_requests_are_used_up_when_the_login_completes(browsing, wiki):
    pushed = wiki.post("par", **wiki.parameters(client_id=None))
    assert pushed.status_code == 201
    asked = {"client_id": wiki.id, "request_uri": pushed.json()["request_uri"]}
    first = browsing.http.get("/oauth/authorize", asked)
    again = browsing.http.get("/oauth/authorize", asked)
    assert "code" in query(allow(browsing, sent(first)))
    assert browsing.post("auth/authorization", **{HEADER: key(sent(again))}).status == 409
    assert browsing.http.get("/oauth/authorize", asked).status_code == 400


def test_a_pushed_request_belongs_to_its_client(browsing, wiki, phone):
    pushed = wiki.post("par", **wiki.parameters(client_id=None)).json()["request_uri"]
    refused = browsing.http.get("/oauth/authorize", {"client_id": phone.id, "request_uri": pushed})
    assert refused.status_code == 400
    assert "Location" not in refused.headers


def test_claims_follow_scopes_and_the_projects_function(bob, browsing, configure, db):
    configure(provider={"claims": "tests.dialects.oauth.test_code_flow.own_claims"})
    type(bob).objects.filter(pk=bob.pk).update(**({"first_name": "Bob"} if hasattr(bob, "first_name") else {}))
    tokens = App().log_in(browsing, scope="openid profile")
    found = userinfo(tokens["access_token"]).json()
    assert found["groups"] == ["profile"]
    assert "email" not in found


def own_claims(user, scopes, client_id):
    return {"groups": sorted(scopes - {"openid"})}


def test_an_unverified_address_is_not_told(db, wiki):
    user = make_user(verified=False)
    tokens = wiki.log_in(logged_in(user, "browser"))
    assert userinfo(tokens["access_token"]).json() == {"sub": str(user.pk)}


def test_pairwise_subjects_differ_by_client(bob, browsing, configure, db):
    configure(provider={"pairwise_secret": "p" * 32})
    first = App(subject_type="pairwise").log_in(browsing)
    second = App(subject_type="pairwise", sector="other.example").log_in(browsing)
    subjects = [claims(one["id_token"])["sub"] for one in (first, second)]
    assert len({*subjects, str(bob.pk)}) == 3
    assert userinfo(first["access_token"]).json()["sub"] == subjects[0]


def test_of_two_requests_with_one_code_at_once_the_first_gets_tokens(browsing, wiki, monkeypatch):
    code, redeem = wiki.code(browsing), queries.redeem

    def after_another(*arguments, **columns):
        monkeypatch.setattr(queries, "redeem", redeem)
        assert wiki.redeem(code).status_code == 200
        return redeem(*arguments, **columns)

    monkeypatch.setattr(queries, "redeem", after_another)
    second = wiki.redeem(code)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


def test_a_verifier_in_plain_base64_is_accepted_as_git_sends_it(browsing, wiki):
    wiki.verifier = "ToWoTFk0hpPPv3B8X2G6LHxoE+RpqApytOZlOFVEaeM="
    digest = hashlib.sha256(wiki.verifier.encode()).digest()
    wiki.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert wiki.redeem(wiki.code(browsing)).status_code == 200


@pytest.mark.parametrize("verifier", ["x" * 42, "x" * 129, "x" * 42 + " ", "x" * 42 + "ß"])
def test_a_short_long_or_unprintable_verifier_is_refused_though_it_matches(browsing, wiki, verifier):
    wiki.verifier = verifier
    wiki.challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert wiki.redeem(wiki.code(browsing)).json()["error"] == "invalid_grant"
