"""Keys and session tokens in plain Django views."""

import pytest
from asgiref.sync import async_to_sync
from django.http import JsonResponse
from django.middleware.csrf import _get_new_csrf_string
from django.test import AsyncClient, Client
from django.urls import path
from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in

from gatepost.ground import credentials
from gatepost.integrations.decorators import requires_login, requires_proof, requires_scope
from gatepost.tokens import opaque


def whoami(request):
    return JsonResponse({"user": str(request.user), "with": type(request.auth).__name__})


async def whoami_async(request):
    user = await request.auser()
    return JsonResponse({"user": str(user), "with": type(request.auth).__name__})


urlpatterns = [
    path("whoami", whoami),
    path("awhoami", whoami_async),
    path("scoped", requires_scope("write")(whoami)),
    path("ascoped", requires_scope("write")(whoami_async)),
    path("proved", requires_proof(max_age=300)(whoami)),
    path("strong", requires_proof(level=2)(whoami)),
    path("inside", requires_login(requires_scope("write")(whoami))),
    path("ainside", requires_login(requires_scope("write")(whoami_async))),
]


@pytest.fixture(autouse=True)
def _project(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "gatepost.integrations.middleware.token_middleware"]


def key(user, scope=""):
    return {"Authorization": f"Bearer {opaque.make(user.pk, name='x', scope=scope, expires_at=None)[0]}"}


def token(user):
    return {"X-Session-Token": logged_in(user).token}


def get(where, headers=None):
    return Client().get(f"/{where}", headers=headers or {})


@pytest.mark.parametrize("where", ["whoami", "awhoami"])
def test_keys_and_session_tokens_are_somebody(bob, where):
    assert get(where, key(bob)).json() == {"user": str(bob), "with": "Token"}
    assert get(where, token(bob)).json() == {"user": str(bob), "with": "SessionState"}
    assert get(where).json() == {"user": "AnonymousUser", "with": "NoneType"}


def test_under_asgi(bob):
    headers = key(bob)

    async def visit():
        return await AsyncClient().get("/awhoami", headers=headers)

    assert async_to_sync(visit)().json() == {"user": str(bob), "with": "Token"}


@pytest.mark.parametrize(
    ("headers", "code", "challenge"),
    [
        ({"Authorization": "Bearer gpk_junk"}, "invalid_key", 'Bearer realm="api"'),
        ({"Authorization": f"Bearer {credentials.make('k')}"}, "invalid_key", 'Bearer realm="api"'),
        ({"X-Session-Token": "junk"}, "session_ended", 'Session realm="api"'),
    ],
)
def test_bad_ones_are_refused_in_every_view(db, headers, code, challenge):
    answer = get("whoami", headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer["WWW-Authenticate"] == challenge


def test_tokens_of_others_are_left_to_others(db):
    for header in ("Basic eDp5", "Bearer eyJhbGciOiJFUzI1NiJ9.e30.x", "Bearer"):
        assert get("whoami", {"Authorization": header}).json()["user"] == "AnonymousUser"


def test_csrf_is_asked_of_cookies_alone(bob):
    client = Client(enforce_csrf_checks=True)
    for headers in (key(bob), token(bob)):
        assert client.post("/whoami", headers=headers).status_code == 200
    assert client.post("/whoami").status_code == 403
    client.cookies["sessionid"] = logged_in(bob, "browser").http.cookies["sessionid"].value
    assert client.post("/whoami").status_code == 403


@pytest.mark.parametrize("where", ["scoped", "ascoped"])
def test_a_key_needs_the_scope_and_people_a_login(bob, where):
    assert get(where, key(bob, "read write")).status_code == 200
    answer = get(where, key(bob, "read"))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert get(where, token(bob)).status_code == 200
    assert get(where).status_code == 401


def test_proofs_of_an_apps_session(bob, settings):
    api = logged_in(bob)
    headers = {"X-Session-Token": api.token}
    answer = get("proved", headers)
    assert (answer.status_code, [flow["id"] for flow in answer.json()["data"]["flows"]]) == (401, ["reauthenticate"])
    urls, settings.ROOT_URLCONF = settings.ROOT_URLCONF, "tests.urls"
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    settings.ROOT_URLCONF = urls
    assert get("proved", headers).status_code == 200
    assert get("strong", headers).status_code == 401
    answer = get("proved", key(bob))
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


def test_the_native_api_keeps_its_own_rules(bob, settings, configure):
    settings.ROOT_URLCONF = "tests.urls"
    configure(code={"required": True})
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["login_by_code"]
    assert api.get("auth/session").pending == ["login_by_code"]
    assert Api("app", **{"X-Session-Token": "junk"}).get("auth/session").status == 410
    browser = logged_in(bob, "browser")
    browser.get("config")
    headers = {**key(bob), **token(bob), "X-CSRFToken": "wrong"}
    assert browser.post("account/password/change", {}, **headers).status == 403


def test_a_half_login_is_nobody(bob, settings, configure):
    configure(code={"required": True})
    urls, settings.ROOT_URLCONF = settings.ROOT_URLCONF, "tests.urls"
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["login_by_code"]
    settings.ROOT_URLCONF = urls
    assert get("whoami", {"X-Session-Token": api.token}).status_code == 401


class TestWithoutTheMiddleware:
    @pytest.fixture(autouse=True)
    def _no_middleware(self, settings, _project):
        settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]

    @pytest.mark.parametrize("where", ["inside", "ainside"])
    def test_the_decorator_lets_in_whom_the_headers_or_the_cookie_show(self, bob, where):
        assert get(where, key(bob, "write")).json() == {"user": str(bob), "with": "Token"}
        assert get(where, key(bob)).status_code == 403
        assert get(where, token(bob)).json() == {"user": str(bob), "with": "SessionState"}
        client = Client()
        client.cookies["sessionid"] = logged_in(bob, "browser").http.cookies["sessionid"].value
        assert client.get(f"/{where}").json() == {"user": str(bob), "with": "SessionState"}

    @pytest.mark.parametrize("where", ["inside", "ainside"])
    @pytest.mark.usefixtures("db")
    def test_nobody_is_refused(self, where):
        assert "flows" in get(where).json()["data"]
        for headers in ({}, {"Authorization": "Bearer gpk_junk"}, {"X-Session-Token": "junk"}):
            assert get(where, headers).status_code == 401

    def test_csrf_is_asked_of_cookies_alone(self, bob):
        client = Client(enforce_csrf_checks=True)
        for headers in (key(bob, "write"), token(bob)):
            assert client.post("/inside", headers=headers).status_code == 200
        client.cookies["sessionid"] = logged_in(bob, "browser").http.cookies["sessionid"].value
        answer = client.post("/inside")
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
        client.cookies["csrftoken"] = value = _get_new_csrf_string()
        assert client.post("/inside", headers={"X-CSRFToken": value}).status_code == 200
