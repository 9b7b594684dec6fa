"""Access and refresh tokens on the native wire, for each strategy and in every pending stage."""

import base64
import json
import re
import sys
import types
from pathlib import Path

import jwt as pyjwt
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.headless.exchanges import CODE
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.checks import check
from gatepost.sessions import issue
from gatepost.sessions.models import Session
from gatepost.tokens import access, jwt, signing_keys, strategies
from gatepost.tokens.models import RefreshFamily

DOCS = Path(__file__).resolve().parents[2] / "docs" / "features" / "tokens.md"
STRATEGIES = ("opaque", "jwt")
LOGIN = {"email": BOB, "password": PASSWORD}
pytestmark = pytest.mark.django_db


@pytest.fixture(params=STRATEGIES)
def strategy(request, configure):
    configure(accounts={"email_verification": "optional"}, tokens={"strategy": request.param})
    return request.param


@pytest.fixture
def jwts(configure):
    configure(accounts={"email_verification": "optional"}, tokens={"strategy": "jwt"})


def tokens_of(answer):
    meta = answer.body["meta"]
    return meta.get("access_token"), meta.get("refresh_token")


def told(answer):
    """Where the answer tells a token, at any depth."""
    return [name for name in ("access_token", "refresh_token") if f'"{name}"' in json.dumps(answer.body)]


def bearer(token, scheme="Bearer"):
    return {"Authorization": f"{scheme} {token}"}


def segments(token):
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def login(api=None):
    return (api or Api("app")).post("auth/login", LOGIN)


def refresh(token, api=None, **headers):
    return (api or Api("app")).post("tokens/refresh", {"refresh_token": token}, **headers)


def test_by_default_an_app_gets_nothing_beside_its_session_token():
    make_user()
    assert not told(login())
    assert refresh("x").status == 404
    assert RefreshFamily.objects.count() == 0


def test_a_sign_up_and_a_login_tell_both_tokens_once(strategy):
    app = Api("app")
    answer = app.post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    assert answer.status == 200
    assert set(answer.body["meta"]) == {"access_token", "refresh_token", "is_authenticated", "session_token"}
    assert not told(app.get("auth/session"))
    assert told(login()) == ["access_token", "refresh_token"]


def test_an_access_token_stands_for_the_session_token(strategy):
    make_user()
    token, renewal = tokens_of(login())
    for sent in (bearer(token), bearer(token, "bearer")):
        answer = Api("app").get("auth/session", **sent)
        assert (answer.status, answer.body["data"]["methods"][0]["method"]) == (200, "password")
        assert not told(answer)
    assert Api("app").get("account/email", **bearer(token)).status == 200
    for sent in ({"Authorization": token}, bearer(renewal), bearer(token[:-3]), bearer("x"), bearer(token, "Basic")):
        assert Api("app").get("auth/session", **sent).status == 401
    wrong = {**bearer(token), "X-Session-Token": "wrong"}
    assert Api("app").get("auth/session", **wrong).status == 410


def test_c3_a_logout_ends_session_access_and_refresh_token(strategy):
    make_user()
    app = Api("app")
    token, renewal = tokens_of(login(app))
    assert Api("app").delete("auth/session", **bearer(token)).status == 401
    assert Api("app").get("auth/session", **bearer(token)).status == 410
    assert app.get("auth/session").status == 410
    answer = refresh(renewal)
    assert (answer.status, answer.body) == (400, {"status": 400})


def test_refreshing_takes_no_session_token_and_each_refresh_token_once(strategy, clock):
    make_user()
    app = Api("app")
    first = tokens_of(login(app))
    answer = refresh(first[1])
    assert (answer.status, set(answer.body), set(answer.body["data"])) == (
        200,
        {"status", "data"},
        {"access_token", "refresh_token"},
    )
    second = answer.body["data"]
    assert refresh(first[1]).body["data"]["refresh_token"] == second["refresh_token"]
    clock.forward(11)
    third = refresh(second["refresh_token"], app)
    assert third.status == 200
    assert Api("app").get("auth/session", **bearer(third.body["data"]["access_token"])).status == 200
    wrong = refresh(third.body["data"]["refresh_token"], **{"X-Session-Token": "wrong"})
    assert wrong.status == 410
    assert refresh(first[1]).body == {"status": 400}
    assert refresh(third.body["data"]["refresh_token"]).body == {"status": 400}
    assert app.get("auth/session").status == 200


@pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": None}, []])
def test_a_refresh_without_a_token_names_the_field(strategy, body):
    answer = Api("app").post("tokens/refresh", body)
    assert answer.status == 400
    assert body == [] or answer.codes[0][1] == "refresh_token"


def test_where_tokens_do_not_rotate_only_an_access_token_is_told(configure, jwts):
    configure(tokens={"refresh_rotates": False})
    make_user()
    _, renewal = tokens_of(login())
    for _ in range(2):
        answer = refresh(renewal)
        assert (answer.status, set(answer.body["data"])) == (200, {"access_token"})


def test_an_access_token_ends_after_five_minutes_and_an_opaque_one_with_its_successor(strategy, clock):
    make_user()
    token, renewal = tokens_of(login())
    clock.forward(299)
    assert Api("app").get("auth/session", **bearer(token)).status == 200
    newer = refresh(renewal).body["data"]["access_token"]
    assert Api("app").get("auth/session", **bearer(token)).status == (200 if strategy == "jwt" else 401)
    clock.forward(32)
    assert Api("app").get("auth/session", **bearer(token)).status == 401
    assert Api("app").get("auth/session", **bearer(newer)).status == 200
    clock.forward(299)
    assert Api("app").get("auth/session", **bearer(newer)).status == 401


def test_c5_a_change_of_the_password_gives_new_tokens_here_and_ends_those_elsewhere(strategy):
    make_user()
    app, elsewhere = Api("app"), Api("app")
    here, there = tokens_of(login(app)), tokens_of(login(elsewhere))
    answer = app.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    assert answer.status == 200
    assert refresh(there[1]).status == 400
    assert refresh(here[1]).status == 400
    assert Api("app").get("auth/session", **bearer(there[0])).status in (401, 410)
    assert refresh(tokens_of(answer)[1]).status == 200


def test_c4_an_account_that_is_disabled_by_sql_is_refused_with_every_token(strategy):
    user = make_user()
    token, renewal = tokens_of(login())
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    assert Api("app").get("auth/session", **bearer(token)).status in (401, 410)
    assert refresh(renewal).body == {"status": 400}


def test_f17_tokens_of_a_deleted_user_are_nobodys_even_where_the_name_is_taken_again(strategy):
    user = make_user()
    token, renewal = tokens_of(login())
    user.delete()
    make_user()
    assert Api("app").get("auth/session", **bearer(token)).status in (401, 410)
    assert refresh(renewal).body == {"status": 400}


# Every pending stage, both clients: no token before the last step.


def by_code(api, post):
    make_user()
    assert api.post("auth/code/request", {"email": BOB}).pending == ["login_by_code"]
    yield api.get("auth/session")
    yield api.post("auth/code/confirm", {"code": post.code(BOB)})


def sign_up_with_verification(api, post):
    yield api.post("auth/signup", {"email": BOB, "password": PASSWORD})
    yield api.get("auth/session")
    yield api.post("auth/email/verify", {"key": post.code(BOB)})


def with_a_second_factor(api, post):
    user = make_user()
    with_app(user)
    yield api.post("auth/login", LOGIN)
    yield api.get("auth/session")
    yield api.post("auth/2fa/authenticate", {"code": codes_of(user)[0]})


def by_reset(api, post):
    make_user()
    yield api.post("auth/password/request", {"email": BOB})
    yield api.get("auth/session")
    yield api.post("auth/password/reset", {"key": post.code(BOB), "password": NEW})


STAGES = [by_code, sign_up_with_verification, with_a_second_factor, by_reset]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", ["session", *STRATEGIES])
@pytest.mark.parametrize("client", ["app", "browser"])
def test_no_token_is_told_while_a_stage_is_pending(client, name, stage, configure, post):
    configure(**CODE)
    configure(tokens={"strategy": name, "browser_cookies": True}, sessions={"listing": True})
    api = Api(client)
    *before, last = list(stage(api, post))
    for answer in before:
        assert answer.status == 401
        assert not told(answer)
        assert "gatepost_access" not in answer.response.cookies
    assert last.status == 200
    assert bool(told(last)) == (client == "app" and name != "session")
    assert ("gatepost_access" in last.response.cookies) == (client == "browser")
    assert RefreshFamily.objects.count() == int(client == "browser" or name != "session")


# What is in a JWT.


def test_the_claims_of_an_access_token(jwts, clock):
    user = make_user()
    token, _ = tokens_of(login())
    header, claims = segments(token)
    session = Session.objects.get()
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": signing_keys.ring().active.kid}
    assert claims.pop("jti")
    assert claims == {
        "iss": "http://127.0.0.1:8000",
        "aud": "http://127.0.0.1:8000",
        "sub": str(user.pk),
        "sid": str(session.number),
        "iat": int(clock.now),
        "exp": int(clock.now) + 300,
        "auth_time": int(clock.now),
        "amr": ["pwd"],
        "acr": "aal1",
        "token_use": "access",
    }


def test_a_service_elsewhere_verifies_it_by_the_published_keys(jwts):
    make_user()
    token, _ = tokens_of(login())
    keys = pyjwt.PyJWKSet.from_dict(json.loads(Client().get("/.well-known/jwks.json").content))
    found = next(key for key in keys.keys if key.key_id == pyjwt.get_unverified_header(token)["kid"])
    issuer = "http://127.0.0.1:8000"
    claims = pyjwt.decode(token, found.key, algorithms=["ES256"], issuer=issuer, audience=issuer)
    assert claims["amr"] == ["pwd"]


def test_a_second_factor_is_seen_in_amr_and_acr(jwts):
    user = make_user()
    with_app(user)
    app = Api("app")
    login(app)
    token, _ = tokens_of(app.post("auth/2fa/authenticate", {"code": codes_of(user)[0]}))
    claims = segments(token)[1]
    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], "aal2")
    assert access.check(token).level == 2


def issuer_of(session):
    return {"iss": "https://evil.example"}


def plan_of(session):
    return {"plan": "gold", "name": session.user.get_username()}


def test_a_function_of_the_project_adds_claims_and_may_not_replace_ours(configure, jwts):
    configure(tokens={"claims": f"{__name__}.plan_of"})
    user = make_user()
    _, renewal = tokens_of(login())
    claims = segments(refresh(renewal).body["data"]["access_token"])[1]
    assert (claims["plan"], claims["name"]) == ("gold", user.get_username())
    configure(tokens={"claims": f"{__name__}.issuer_of"})
    session = issue.if_logged_in(Session.objects.select_related("user").first())
    with pytest.raises(Exception, match="may not give iss"):
        access.make(session)


def test_the_subject_may_be_another_field_of_the_user_model(configure, jwts):
    user = make_user()
    configure(tokens={"subject_field": user.USERNAME_FIELD})
    assert access.check(tokens_of(login())[0]).subject == user.get_username()


def test_a_token_for_several_audiences_is_good_for_each(configure, jwts):
    configure(tokens={"audiences": ["https://a.example", "https://b.example"]})
    make_user()
    token, _ = tokens_of(login())
    assert access.check(token).claims.audience == ("https://a.example", "https://b.example")
    configure(tokens={"audiences": ["https://b.example"]})
    assert access.check(token)
    configure(tokens={"audiences": ["https://c.example"]})
    with pytest.raises(jwt.BadToken, match="audience"):
        access.check(token)


def test_an_encrypted_token_shows_nothing_and_works_like_any_other(configure, jwts):
    configure(tokens={"encryption_key": base64.urlsafe_b64encode(b"e" * 32).decode().rstrip("=")})
    make_user()
    token, _ = tokens_of(login())
    assert token.count(".") == 4
    assert b"bob" not in base64.urlsafe_b64decode(token.split(".")[3] + "==")
    assert Api("app").get("auth/session", **bearer(token)).status == 200
    head, key, nonce, text, tag = token.split(".")
    flipped = ("B" if text[0] == "A" else "A") + text[1:]
    plain = access.jwe.decrypt(token, access._encryption_key(access.conf.read(access.TokensSettings).encryption_key))
    header = base64.urlsafe_b64encode(b'{"alg":"dir","enc":"A256GCM","cty":"JWT","zip":"DEF"}').decode().rstrip("=")
    for bad in (
        f"{head}.{key}.{nonce}.{flipped}.{tag}",
        plain,
        f"{header}.{key}.{nonce}.{text}.{tag}",
        "....",
        "a.b.c",
    ):
        assert Api("app").get("auth/session", **bearer(bad)).status == 401


# How much is asked for.


def test_a_check_costs_no_statement_and_the_user_one(jwts):
    user = make_user()
    token, _ = tokens_of(login())
    access.check(token)
    with CaptureQueriesContext(connection) as counted:
        found = access.check(token)
        assert (found.subject, found.level) == (str(user.pk), 1)
        assert len(counted) == 0
        assert found.user == user
        assert found.session.user == user
    assert len(counted) == 1


def test_with_a_check_of_the_session_a_logout_is_felt_at_once(configure, jwts):
    make_user()
    app = Api("app")
    token, _ = tokens_of(login(app))
    app.delete("auth/session")
    assert access.check(token).user is None
    configure(tokens={"check_session": True})
    with pytest.raises(jwt.BadToken, match="ended"):
        access.check(token)


def test_a_token_of_a_browsers_session_is_none_for_an_app(configure, jwts):
    configure(tokens={"browser_cookies": True})
    make_user()
    browser = Api("browser")
    login(browser)
    stolen = browser.http.cookies["gatepost_access"].value
    assert access.check(stolen).user
    assert Api("app").get("auth/session", **bearer(stolen)).status == 401


# In a browser's cookies.


@pytest.fixture
def cookies(configure):
    configure(accounts={"email_verification": "optional"}, tokens={"browser_cookies": True})
    make_user()
    browser = Api("browser")
    assert login(browser).status == 200
    return browser


def test_no_script_reads_the_cookies_and_the_refresh_token_goes_to_one_address(cookies):
    token, renewal = cookies.http.cookies["gatepost_access"], cookies.http.cookies["gatepost_refresh"]
    for cookie in (token, renewal):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert (token["path"], token["max-age"]) == ("/", 300)
    assert (renewal["path"], renewal["max-age"]) == ("/_allauth/browser/v1/tokens", 86400)
    secure = Client().post(
        "/_allauth/browser/v1/auth/login", json.dumps(LOGIN), content_type="application/json", secure=True
    )
    assert all(secure.cookies[name]["secure"] for name in ("gatepost_access", "gatepost_refresh"))


def test_d3_the_cookies_are_renewed_with_the_csrf_token_only(cookies):
    before = cookies.http.cookies["gatepost_access"].value
    refused = cookies.http.post("/_allauth/browser/v1/tokens/cookies")
    assert (refused.status_code, "gatepost_access" in refused.cookies) == (403, False)
    assert cookies.post("tokens/cookies").body == {"status": 200}
    assert cookies.http.cookies["gatepost_access"].value != before
    assert not told(cookies.get("auth/session"))


def test_a_browser_without_a_good_refresh_cookie_gets_no_tokens(cookies, configure):
    cookies.http.cookies["gatepost_refresh"] = "gpr_x"
    assert cookies.post("tokens/cookies").body == {"status": 400}
    assert cookies.post("tokens/refresh", {"refresh_token": "x"}).status == 404
    configure(tokens={"browser_cookies": False})
    assert cookies.post("tokens/cookies").status == 404


def test_a_logout_takes_the_cookies_away(cookies):
    renewal = cookies.http.cookies["gatepost_refresh"].value
    answer = cookies.delete("auth/session")
    assert answer.response.cookies["gatepost_access"].value == ""
    assert answer.response.cookies["gatepost_refresh"]["path"] == "/_allauth/browser/v1/tokens"
    cookies.http.cookies["gatepost_refresh"] = renewal
    assert cookies.post("tokens/cookies").status == 400


# Strategies of one's own, and faults of the set-up.


@pytest.fixture
def _project(monkeypatch):
    """A module of a project, written off from the docs."""
    blocks = re.findall(r"```python\n(# myproject/tokens.py\n.*?)```", DOCS.read_text(), re.DOTALL)
    assert len(blocks) == 2
    module = types.ModuleType("tokens_of_a_project")
    for block in blocks:
        exec(block, module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield
    strategies._strategy.cache_clear()
    access._function.cache_clear()


@pytest.mark.usefixtures("_project")
def test_a_strategy_of_the_project_as_the_docs_show_it(configure):
    configure(tokens={"strategy": "tokens_of_a_project.Signed"}, accounts={"email_verification": "optional"})
    assert not [message for message in check() if message.id == "gatepost.E015"]
    make_user()
    answer = login()
    assert told(answer) == ["access_token"]
    assert Api("app").get("auth/session", **bearer(tokens_of(answer)[0])).status == 200
    assert Api("app").get("auth/session", **bearer("x")).status == 401
    assert refresh("x").status == 404


@pytest.mark.usefixtures("_project")
def test_a_function_for_claims_as_the_docs_show_it(configure, jwts, monkeypatch):
    configure(tokens={"claims": "tokens_of_a_project.claims"})
    make_user()
    monkeypatch.setattr(get_user_model(), "plan", "gold", raising=False)
    assert segments(tokens_of(login())[0])[1]["plan"] == "gold"


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        ({"strategy": "nowhere.Strategy"}, "E015"),
        ({"strategy": "gatepost.tokens.strategies.chosen"}, "E015"),
        ({"claims": "nowhere.claims"}, "E015"),
        ({"subject_field": "shoe_size"}, "E017"),
        ({"encryption_key": "c2hvcnQ"}, "E014"),
        ({"encryption_key": "not base64!"}, "E014"),
        ({"strategy": "jwt"}, "W005"),
    ],
)
def test_a_faulty_set_up_is_named(configure, tokens, found):
    configure(tokens=tokens)
    assert f"gatepost.{found}" in [message.id for message in check()]


def test_a_session_opened_without_the_wire_has_no_tokens(jwts):
    assert logged_in(make_user()).get("auth/session").status == 200
    assert RefreshFamily.objects.count() == 0
