"""The flows of a certified OpenID provider (`flows.toml`): each has a test, some of them here, or a clause."""

import tomllib
from pathlib import Path
from urllib.parse import urlencode

import jwt as pyjwt
import pytest
from django.test import Client
from tests.oauth import ISSUER, URI, App, allow, claims, query, sent, userinfo
from tests.security.rows import functions
from tests.users import BOB

from gatepost.features.provider.models import Grant

FORM = "application/x-www-form-urlencoded"
HERE = "tests/dialects/oauth"
FLOWS = tomllib.loads((Path(__file__).parent / "flows.toml").read_text())


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_has_a_test_or_a_clause_by_which_it_is_not_offered(name):
    check(FLOWS[name])


def check(row):
    """That a row of a table names a test that exists, or a clause."""
    assert row["flow"]
    assert row["clause"]
    assert ("test" in row) != ("out" in row), "a flow is tested or not offered"
    if "out" in row:
        source, _, reason = row["out"].partition(": ")
        assert any(letter.isdigit() for letter in source), "the reason begins with its clause"
        assert reason
        return
    file, _, function = row["test"].partition("::")
    path = f"{HERE}/{file}" if "/" not in file else f"tests/{file}"
    assert function in functions()[path]


def test_an_id_token_has_what_is_required(bob, browsing, wiki):
    found = claims(wiki.log_in(browsing)["id_token"])
    assert (found["iss"], found["sub"], found["aud"]) == (ISSUER, str(bob.pk), wiki.id)
    assert found["iat"] < found["exp"]


def test_a_login_by_a_method_without_a_name_gives_no_empty_list_of_methods(browsing, wiki):
    code = wiki.code(browsing)
    Grant.objects.update(amr="")
    tokens = wiki.redeem(code).json()
    for token in (tokens["id_token"], tokens["access_token"]):
        assert "amr" not in claims(token)
        assert claims(token)["acr"] == "aal1"


@pytest.mark.parametrize("nonce", ["n-1", None])
def test_an_id_token_has_the_nonce_of_its_request(browsing, wiki, nonce):
    assert claims(wiki.log_in(browsing, nonce=nonce)["id_token"]).get("nonce") == nonce


def test_userinfo_is_told_in_every_way_of_presenting_a_token(browsing, wiki):
    tokens = wiki.log_in(browsing)
    text, subject = tokens["access_token"], claims(tokens["id_token"])["sub"]
    header = {"Authorization": f"Bearer {text}"}
    answers = [
        Client().get("/oauth/userinfo", headers=header),
        Client().post("/oauth/userinfo", "", headers=header, content_type=FORM),
        Client().post("/oauth/userinfo", f"access_token={text}", content_type=FORM),
    ]
    assert [answer.json().get("sub", answer.content) for answer in answers] == [subject] * 3
    assert Client().get("/oauth/userinfo", {"access_token": text}).status_code == 401


def test_scopes_add_their_claims(bob, browsing, wiki):
    subject = {"sub": str(bob.pk)}
    assert userinfo(wiki.log_in(browsing, scope="openid")["access_token"]).json() == subject
    told = userinfo(wiki.log_in(browsing, scope="openid email")["access_token"]).json()
    assert told == {**subject, "email": BOB, "email_verified": True}


def test_with_max_age_the_id_token_says_when_the_user_logged_in(bob, browsing, db):
    app = App(first_party=True)
    first, second = (claims(app.log_in(browsing, max_age="10000")["id_token"]) for _ in range(2))
    assert first["auth_time"] == second["auth_time"] <= first["iat"]


@pytest.mark.parametrize(
    "further",
    [{"display": "popup"}, {"login_hint": BOB}, {"ui_locales": "se"}, {"claims_locales": "se"}, {"extra": "foobar"}],
)
def test_hints_and_unknown_parameters_break_nothing(browsing, wiki, further):
    assert wiki.log_in(browsing, **further)["id_token"]


def test_a_request_by_post_is_as_one_by_get(browsing, wiki):
    answer = browsing.http.post("/oauth/authorize", urlencode(wiki.parameters()), content_type=FORM)
    assert wiki.redeem(query(allow(browsing, sent(answer)))["code"]).status_code == 200


@pytest.mark.parametrize("state", ["a+b c/=&?#%", "~" * 500, None])
def test_state_comes_back_as_it_was_sent(browsing, wiki, state):
    assert query(allow(browsing, sent(wiki.authorize(browsing.http, state=state)))).get("state") == state


def test_a_request_without_a_redirect_uri_uses_the_only_one_or_gets_a_page(browsing, wiki):
    assert wiki.code(browsing, redirect_uri=None).startswith("gpc_")
    several = App(redirect_uris=[URI, URI + "/2"])
    refused = several.authorize(browsing.http, redirect_uri=None)
    assert refused.status_code == 400
    assert "Location" not in refused.headers


def test_the_query_of_a_redirect_uri_is_kept(browsing, db):
    app = App(redirect_uris=[f"{URI}?foo=bar"])
    back = query(allow(browsing, sent(app.authorize(browsing.http))))
    assert back["foo"] == "bar"
    assert app.redeem(back["code"]).status_code == 200


def test_a_client_authenticates_with_its_secret_in_either_place(browsing, wiki):
    assert wiki.redeem(wiki.code(browsing)).status_code == 200
    form = {
        "grant_type": "authorization_code",
        "code": wiki.code(browsing),
        "redirect_uri": URI,
        "code_verifier": wiki.verifier,
        "client_id": wiki.id,
        "client_secret": wiki.secret,
    }
    assert Client().post("/oauth/token", form).status_code == 400  # no form by its media type
    answer = Client().post("/oauth/token", urlencode(form), content_type=FORM)
    assert answer.status_code == 200


def test_token_responses_are_not_stored(browsing, wiki):
    answer = wiki.redeem(wiki.code(browsing))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "application/json"


def test_the_document_has_what_is_required_and_its_endpoints_answer(browsing, wiki, client):
    found = client.get("/.well-known/openid-configuration").json()
    for name in (
        "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "scopes_supported",
        "response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported",
        "claims_supported",
    ):  # fmt: skip
        assert found[name]
    assert found["issuer"] == claims(wiki.log_in(browsing)["id_token"])["iss"]
    for name, url in found.items():
        if name.endswith(("_endpoint", "_uri")):
            assert client.get(url.removeprefix(found["issuer"])).status_code not in (404, 500)


def test_the_published_keys_have_ids_and_nothing_private(browsing, wiki, client):
    token = wiki.log_in(browsing)["id_token"]
    keys = client.get("/.well-known/jwks.json").json()["keys"]
    ids = [one["kid"] for one in keys]
    assert len(set(ids)) == len(ids)
    assert pyjwt.get_unverified_header(token)["kid"] in ids
    assert not any({"d", "p", "q", "k"} & set(one) for one in keys)
