"""The parameter `claims`: single claims, a level of login, or one user."""

import json

import pytest
from django.test import Client
from tests.oauth import App, allow, claims, query, sent, userinfo

pytestmark = pytest.mark.django_db


def ask(app, browsing, given, **more):
    """The tokens of a login that names claims, and its response; None without a code."""
    where = sent(app.authorize(browsing.http, claims=json.dumps(given), **more))
    found = query(where) if where.startswith(app.row.redirect_uris[0]) else query(allow(browsing, where))
    return (app.redeem(found["code"]).json() if "code" in found else None), found


@pytest.mark.parametrize("part", ["id_token", "userinfo"])
def test_a_claim_stands_for_the_scope_that_has_it(part, browsing):
    app = App(first_party=True)
    tokens, _ = ask(app, browsing, {part: {"email": {"essential": True}, "shoe_size": None}}, scope="openid")
    assert tokens["scope"] == "openid email"
    assert claims(tokens["id_token"])["email"] == userinfo(tokens["access_token"]).json()["email"]


def test_a_claim_gives_no_scope_that_the_client_may_not_request(browsing):
    app = App(first_party=True, scope="openid profile")
    tokens, _ = ask(app, browsing, {"userinfo": {"email": {"essential": True}}}, scope="openid")
    assert tokens["scope"] == "openid"
    assert "email" not in userinfo(tokens["access_token"]).json()


def test_the_user_is_asked_for_what_a_claim_adds(browsing):
    app = App()
    ask(app, browsing, {}, scope="openid")
    given = json.dumps({"userinfo": {"given_name": None}})
    assert sent(app.authorize(browsing.http, scope="openid", prompt="none", claims=given)).count("consent_required")
    tokens, _ = ask(app, browsing, {"userinfo": {"given_name": None}}, scope="openid")
    assert tokens["scope"] == "openid profile"


def test_without_the_scope_openid_claims_mean_nothing(browsing):
    app = App(first_party=True)
    tokens, _ = ask(app, browsing, {"userinfo": {"email": None}}, scope="read")
    assert tokens["scope"] == "read"


@pytest.mark.parametrize("acr", [{"value": "aal2"}, {"values": ["gold", "aal2"], "essential": True}])
def test_a_level_of_login_is_required(acr, browsing):
    app = App(first_party=True)
    given = json.dumps({"id_token": {"acr": acr}})
    answer = app.authorize(browsing.http, claims=given, prompt="none")
    assert query(sent(answer))["error"] == "interaction_required"


def test_an_essential_level_that_no_login_has_is_an_error_and_a_voluntary_one_is_not(browsing):
    app = App(first_party=True)
    found = ask(app, browsing, {"id_token": {"acr": {"essential": True, "values": ["gold"]}}})[1]
    assert found["error"] == "unmet_authentication_requirements"
    assert ask(app, browsing, {"id_token": {"acr": {"values": ["gold"]}}})[0]
    assert ask(app, browsing, {"id_token": {"acr": {"essential": True}}})[0]


@pytest.mark.parametrize("first_party", [True, False])
def test_only_the_user_whom_the_request_names_gets_a_code(first_party, browsing):
    app = App(first_party=first_party)
    own = claims(app.log_in(browsing)["id_token"])["sub"]
    assert ask(app, browsing, {"id_token": {"sub": {"value": own}}})[0]
    for part in ("id_token", "userinfo"):
        tokens, found = ask(app, browsing, {part: {"sub": {"value": "another"}}}, prompt="consent")
        assert (tokens, found["error"]) == (None, "login_required")


@pytest.mark.parametrize(
    "given",
    [
        "x", "[]", "null", "1", "[" * 5000, '{"a":' * 1000, '{"id_token": []}', '{"id_token": {"acr": "aal2"}}',
        '{"userinfo": {"email": {"essential": 1}}}', '{"id_token": {"acr": {"values": "aal2"}}}',
        '{"id_token": {"sub": {"values": ["1", "2"]}}}',
        '{"id_token": {"sub": {"value": "1"}}, "userinfo": {"sub": {"value": "2"}}}',
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_refused(given, wiki):
    assert query(sent(wiki.authorize(Client(), claims=given)))["error"] == "invalid_request"


def test_unknown_members_and_empty_ones_mean_nothing(browsing):
    app = App(first_party=True)
    assert ask(app, browsing, {"id_token": None, "userinfo": {"sub": None}, "more": [1]})[0]


def test_discovery_says_so():
    assert Client().get("/.well-known/openid-configuration").json()["claims_parameter_supported"] is True
