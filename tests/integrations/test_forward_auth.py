"""What a proxy is told of a request that it holds."""

from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import path
from tests.factors import with_app
from tests.urls import urlpatterns as main
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts.accounts import load
from gatepost.accounts.columns import username_column
from gatepost.ground import credentials
from gatepost.integrations import forward_auth
from gatepost.tokens import opaque

urlpatterns = [*main, path("auth/verify", forward_auth.verify)]
NAMES = ("X-Auth-User", "X-Auth-User-Id", "X-Auth-Email", "X-Auth-Level", "X-Auth-Scope", "X-Auth-Username")


@pytest.fixture(autouse=True)
def _project(settings, configure):
    settings.ROOT_URLCONF = __name__
    configure(forward_auth={"username": True, "email": True})


def ask(user=None, query="", *, method="GET", **headers):
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value
    return client.generic(method, f"/auth/verify{query}", headers=headers)


def key(user, scope=""):
    return {"Authorization": f"Bearer {opaque.make(user.pk, name='x', scope=scope, expires_at=None)[0]}"}


def token(user):
    return {"X-Session-Token": logged_in(user).token}


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def test_a_session_a_token_and_a_key_are_somebody(bob):
    for answer in (ask(bob), ask(**token(bob)), ask(**key(bob, "read write"))):
        assert answer.status_code == 200
        assert [answer[name] for name in NAMES[:4]] == [str(bob.pk), str(bob.pk), BOB, "1"]
    assert ask(bob)["X-Auth-Scope"] == ""
    assert ask(**key(bob, "read write"))["X-Auth-Scope"] == "read write"


@pytest.mark.parametrize(
    ("headers", "code", "challenge"),
    [
        ({}, "login_required", 'Bearer realm="api"'),
        ({"Authorization": "Bearer gpk_junk"}, "invalid_key", 'Bearer realm="api"'),
        ({"Authorization": f"Bearer {credentials.make('k')}"}, "invalid_key", 'Bearer realm="api"'),
        ({"X-Session-Token": "junk"}, "session_ended", 'Session realm="api"'),
        ({"Authorization": "Basic eDp5"}, "login_required", 'Bearer realm="api"'),
    ],
)
def test_nobody_is_401(db, headers, code, challenge):
    answer = ask(**headers)
    assert (*refusal(answer), answer["WWW-Authenticate"]) == (401, code, challenge)
    assert not [name for name in NAMES if name in answer]


def test_a_bad_key_is_refused_beside_a_good_cookie(bob):
    assert ask(bob, Authorization="Bearer gpk_junk").status_code == 401


def test_c4_disabled_users_are_nobody(bob):
    shown = [token(bob), key(bob)]
    type(bob).objects.update(is_active=False)
    for headers in shown:
        assert ask(**headers).status_code == 401
    assert ask(bob).status_code == 401


def test_d10_no_answer_may_be_cached(bob):
    for answer in (ask(bob), ask(), ask(**key(bob))):
        assert "no-store" in answer["Cache-Control"]
        assert {"Cookie", "Authorization", "X-Session-Token"} <= set(answer["Vary"].split(", "))
        assert "Set-Cookie" not in answer


def test_row_8_the_header_carries_the_stable_id_whatever_the_user_is_called(bob):
    before = ask(bob)["X-Auth-User"]
    type(bob).objects.update(**{type(bob).USERNAME_FIELD: "admin@example.org"})
    assert ask(bob)["X-Auth-User"] == before == str(bob.pk)


def test_row_8_name_and_address_are_sent_only_where_the_settings_say_so(bob, configure):
    configure(forward_auth={"username": False, "email": False})
    for answer in (ask(bob), ask(**token(bob)), ask(**key(bob))):
        assert "X-Auth-Username" not in answer
        assert "X-Auth-Email" not in answer
        assert answer["X-Auth-User"] == str(bob.pk)


@pytest.mark.parametrize("name", ["admin@example.org", "not an address@", "@"])
def test_row_8_a_user_name_that_is_an_unverified_address_is_not_sent(bob, name):
    column = username_column()
    if column is None:
        pytest.skip("users have no name")
    type(bob).objects.update(**{column: name})
    assert ask(bob)["X-Auth-Username"] == ""
    type(bob).objects.update(**{column: BOB})
    assert ask(bob)["X-Auth-Username"] == BOB


def test_an_address_is_told_only_if_it_was_proved(db):
    assert ask(make_user(verified=False))["X-Auth-Email"] == ""


@pytest.mark.parametrize("name", ["zoë", "山田", "a%20b", "x\ty", "back\\slash"])
def test_d12_names_come_as_printable_ascii_and_can_be_read_back(bob, name):
    column = username_column()
    if column is None:
        pytest.skip("users have no name")
    type(bob).objects.update(**{column: name})
    told = ask(bob)["X-Auth-Username"]
    assert told.isascii()
    assert told.isprintable()
    assert unquote(told) == name


def test_a_proxy_may_ask_for_a_scope_which_people_need_not_have(bob):
    assert ask(query="?scope=write", **key(bob, "read write")).status_code == 200
    assert refusal(ask(query="?scope=write", **key(bob, "read"))) == (403, "missing_scope")
    assert ask(bob, "?scope=write").status_code == 200


def test_a_proxy_may_ask_for_a_second_factor(bob, clock):
    clock.forward(60)
    assert refusal(ask(bob, "?level=2")) == (403, "reauthentication_required")
    phone, api = with_app(bob), logged_in(bob)
    assert api.post("auth/2fa/reauthenticate", {"code": phone.code()}).status == 200
    shown = {"X-Session-Token": api.token}
    answer = ask(query="?level=2&max_age=300", **shown)
    assert (answer.status_code, answer["X-Auth-Level"]) == (200, "2")
    clock.forward(301)
    assert ask(query="?level=2", **shown).status_code == 200
    assert ask(query="?level=2&max_age=300", **shown).status_code == 403
    assert refusal(ask(query="?level=2", **key(bob))) == (403, "session_required")


@pytest.mark.parametrize("query", ["?level=high", "?level=-1", "?level=", "?level=٣", f"?level={'9' * 5000}"])
def test_what_is_no_number_asks_for_what_nobody_has(bob, query):
    assert ask(bob, query).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://app.example.org"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example.org"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://front.example.org"}, 200),
        ({"Origin": "https://app.example.org"}, 200),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("name", ["X-Original-Method", "X-Forwarded-Method"])
def test_d1_a_foreign_page_changes_nothing_by_the_users_cookie(bob, settings, headers, status, name):
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example.org"]
    headers = {"X-Forwarded-Host": "app.example.org", **headers}
    assert ask(bob, **headers, **{name: "GET"}).status_code == 200
    for verb in ("POST", "delete"):
        answer = ask(bob, **headers, **{name: verb})
        assert answer.status_code == status
        assert status == 200 or refusal(answer) == (403, "cross_site")
    assert ask(bob, method="POST", **headers).status_code == status
    assert ask(**key(bob), **headers, **{name: "POST"}).status_code == 200


def test_a_login_on_its_way_is_nobody(bob, configure):
    configure(code={"required": True})
    client = Client()
    body = {"email": BOB, "password": PASSWORD}
    for kind in ("app", "browser"):
        answer = client.post(f"/_allauth/{kind}/v1/auth/login", body, content_type="application/json")
        assert answer.status_code == 401
        meta = answer.json()["meta"]
        headers = {"X-Session-Token": meta["session_token"]} if kind == "app" else {}
        assert client.get("/auth/verify", headers=headers).status_code == 401


def test_a_user_without_an_address_is_somebody(db):
    user = make_user()
    for row in load(user).all_of("email"):
        row.delete()
    assert ask(user)["X-Auth-Email"] == ""
