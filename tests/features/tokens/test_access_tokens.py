"""Access and refresh tokens on the native wire, for each strategy and in every pending stage."""

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import codes_of, with_app
from tests.token_logins import LOGIN, STRATEGIES, bearer, login, refresh, tokens_of, told
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.signed import access

pytestmark = pytest.mark.django_db


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


# How much is asked for.


def test_a_token_of_a_browsers_session_is_none_for_an_app(configure, jwts):
    configure(tokens={"browser_cookies": True})
    make_user()
    browser = Api("browser")
    login(browser)
    stolen = browser.http.cookies["gatepost_access"].value
    assert access.check(stolen).user
    assert Api("app").get("auth/session", **bearer(stolen)).status == 401


# In a browser's cookies.


# Strategies of one's own, and faults of the set-up.
