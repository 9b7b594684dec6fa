"""What holds for every operation and state of a visitor: envelopes, headers and cookies of answers that refuse."""

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import with_app
from tests.oracle import oracle
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.headless.endpoints import endpoints

__all__ = ["oracle"]
REDIRECT = "auth/provider/redirect"
BODIES = (None, {}, {"email": 5, "password": [1]}, {"key": {}, "code": True, "credential": "x", "provider": 1})
PROFILES = {
    "defaults": {},
    "codes": {
        **CODE,
        "flow": {"reauthentication_for_account": True, "trust_browser": True},
        "passkey": {"signup": True},
    },
    "tokens": {"tokens": {"strategy": "jwt", "keys": True}, "accounts": {"deletion": True}},
}


def anonymous(client):
    return Api(client)


def ended(client):
    api = logged_in(make_user("gone@example.org", "gone"), client)
    cookie, token = api.http.cookies.get("sessionid"), api.token
    key = cookie.value if cookie is not None else None
    api.delete("auth/session")
    api.token = token
    if key is not None:
        api.http.cookies["sessionid"] = key
    return api


def waiting(client):
    user = make_user("guarded@example.org", "guarded")
    with_app(user)
    api = Api(client)
    assert api.post("auth/login", {"email": "guarded@example.org", "password": PASSWORD}).status == 401
    return api


def inside(client):
    return logged_in(make_user("bob@example.org", "bob"), client)


STATES = (anonymous, ended, waiting, inside)


def operations(client):
    for endpoint in endpoints():
        if client in endpoint.clients and endpoint.offered():
            for body in (None,) if endpoint.verb == "GET" else BODIES:
                yield endpoint.verb, endpoint.path, body


@pytest.fixture(params=PROFILES)
def _configured(request, oracle, configure):
    configure(**PROFILES[request.param])
    configure(social=oracle.section)


@pytest.mark.usefixtures("_configured")
@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("client", ["app", "browser"])
def test_every_refusal_has_its_status_in_json_and_no_cache_keeps_it(db, client, state):
    visitor = state(client)
    for verb, path, body in list(operations(client)):
        answer = visitor.call(verb, path, body)
        told = (verb, path, body, answer)
        assert "no-store" in answer.headers["Cache-Control"], told
        if answer.status >= 400 and answer.response.content:
            assert answer.headers["Content-Type"] == "application/json", told
            assert answer.body["status"] == answer.status, told
        if answer.status in (401, 410):
            assert answer.body["data"]["flows"], told
            assert answer.body["meta"]["is_authenticated"] is (state is inside and "user" in answer.body["data"]), told
        if answer.status == 200 and state is inside and "is_authenticated" in (answer.body.get("meta") or {}):
            assert answer.body["meta"]["is_authenticated"] is True, told


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_an_app_is_never_set_a_cookie_and_reads_none(db, oracle, configure, state):
    configure(social=oracle.section, tokens={"strategy": "jwt", "browser_cookies": True})
    browser = inside("browser") if state is not inside else logged_in(make_user("ann@example.org", "ann"), "browser")
    visitor = state("app")
    for verb, path, body in list(operations("app")):
        visitor.http.cookies.clear()
        visitor.http.cookies["sessionid"] = browser.http.cookies["sessionid"].value
        answer = visitor.call(verb, path, body)
        assert not answer.response.cookies, (verb, path, body, answer)
        if answer.body and "user" in answer.body.get("data", ()):
            refused = ("ann@example.org", None if state is inside else BOB)
            assert answer.body["data"]["user"].get("email") not in refused


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_a_browser_gets_its_csrf_cookie_with_the_first_answer_whatever_it_is(db, oracle, configure, state):
    configure(social=oracle.section)
    visitor = state("browser")
    session = visitor.http.cookies.get("sessionid")
    for verb, path, body in list(operations("browser")):
        if verb == "GET":
            fresh = Api("browser")
            if session is not None:
                fresh.http.cookies["sessionid"] = session.value
            answer = fresh.call(verb, path, body)
            assert "csrftoken" in answer.response.cookies, (verb, path, answer)


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_client_that_is_switched_off_is_404_everywhere(db, configure, client):
    configure(headless={"clients": ["browser" if client == "app" else "app"]})
    for verb, path, body in list(operations(client)):
        http = Api(client).http.generic(verb, f"/_allauth/{client}/v1/{path}")
        assert http.status_code == 404, (verb, path, body)


def test_each_client_has_operations_of_its_own(db, configure, oracle):
    configure(social=oracle.section, tokens={"strategy": "jwt"}, flow={"trust_browser": True})
    assert Api("app").post("auth/2fa/trust", {"trust": True}).status == 404
    assert Api("browser").post("auth/2fa/trust", {"trust": True}).status == 401
    assert Api("browser").post("tokens/refresh", {"refresh_token": "x"}).status == 404
    assert Api("app").post("tokens/refresh", {"refresh_token": "x"}).status == 400
    assert Api("app").post(REDIRECT, {}).status in (404, 405)
