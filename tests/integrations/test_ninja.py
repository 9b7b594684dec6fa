"""Operations of Django Ninja."""

import base64

import pytest
from asgiref.sync import async_to_sync
from django.middleware.csrf import _get_new_csrf_string
from django.test import AsyncClient, Client
from django.urls import path
from ninja import NinjaAPI
from ninja.security import django_auth
from tests.factors import with_app
from tests.urls import urlpatterns as main
from tests.users import PASSWORD, logged_in

from gatepost.ground import credentials
from gatepost.integrations import ninja as gates
from gatepost.integrations.decorators import requires_proof, requires_scope
from gatepost.tokens import opaque

api = NinjaAPI(urls_namespace="gates", auth=[gates.SessionAuth(), gates.KeyAuth(), gates.SessionTokenAuth()])
plain = NinjaAPI(urls_namespace="plain", auth=[django_auth])
basic = NinjaAPI(urls_namespace="basic", auth=[gates.BasicAuth()])


@api.get("/whoami")
@api.post("/whoami")
def whoami(request):
    return {"user": str(request.user), "with": type(request.auth).__name__}


@api.get("/awhoami")
async def whoami_async(request):
    return {"user": str(request.user), "with": type(request.auth).__name__}


@api.get("/scoped")
@requires_scope("read")
def scoped(request):
    return {}


@api.get("/strong")
@requires_proof(level=2)
def strong(request):
    return {}


@plain.get("/scoped")
@requires_scope("read")
def plain_scoped(request):
    return {}


@basic.get("/whoami")
def basic_whoami(request):
    return {"user": str(request.user)}


urlpatterns = [*main, path("api/", api.urls), path("plain/", plain.urls), path("basic/", basic.urls)]


@pytest.fixture(autouse=True)
def _project(settings):
    settings.ROOT_URLCONF = __name__


def key(user, scope=""):
    return {"Authorization": f"Bearer {opaque.make(user.pk, name='x', scope=scope, expires_at=None)[0]}"}


def token(user):
    return {"X-Session-Token": logged_in(user).token}


def browser(user):
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value
    return client


def get(where, headers=None):
    return Client().get(f"/api/{where}", headers=headers or {})


@pytest.mark.parametrize("where", ["whoami", "awhoami"])
def test_a_key_a_token_and_a_cookie_are_somebody(bob, where):
    assert get(where, key(bob)).json() == {"user": str(bob), "with": "Token"}
    assert get(where, token(bob)).json() == {"user": str(bob), "with": "SessionState"}
    assert browser(bob).get(f"/api/{where}").json() == {"user": str(bob), "with": "SessionState"}


def test_under_asgi(bob):
    headers = key(bob)

    async def visit():
        return await AsyncClient().get("/api/awhoami", headers=headers)

    assert async_to_sync(visit)().json()["user"] == str(bob)


@pytest.mark.parametrize("where", ["whoami", "awhoami"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer gpk_junk"},
        {"Authorization": f"Bearer {credentials.make('k')}"},
        {"Authorization": "Basic eDp5"},
        {"X-Session-Token": "junk"},
    ],
)
def test_the_rest_is_nobody(db, headers, where):
    assert get(where, headers).status_code == 401


def test_a_cookie_needs_the_csrf_token_and_nothing_else_does(bob):
    client = browser(bob)
    assert client.post("/api/whoami").status_code == 403
    client.cookies["csrftoken"] = token_ = _get_new_csrf_string()
    assert client.post("/api/whoami", headers={"X-CSRFToken": token_}).status_code == 200
    client = Client(enforce_csrf_checks=True)
    for headers in (key(bob), token(bob)):
        assert client.post("/api/whoami", headers=headers).status_code == 200


def test_c4_a_disabled_user_is_nobody(bob):
    client, shown = browser(bob), [key(bob), token(bob)]
    type(bob).objects.update(is_active=False)
    assert client.get("/api/whoami").status_code == 401
    assert [get("whoami", headers).status_code for headers in shown] == [401, 401]


def test_scopes_and_proofs(bob):
    assert get("scoped", key(bob, "read")).status_code == 200
    assert get("scoped", key(bob)).status_code == 403
    assert get("scoped", token(bob)).status_code == 200
    assert get("strong", key(bob)).status_code == 403
    assert browser(bob).get("/api/strong").status_code == 401


def test_a_keys_scope_holds_behind_the_middleware_too(bob, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "gatepost.integrations.middleware.token_middleware"]
    for where in ("/api/scoped", "/plain/scoped"):
        assert Client().get(where, headers=key(bob)).status_code == 403
        assert Client().get(where, headers=key(bob, "read")).status_code == 200


def test_names_and_passwords(bob, configure, clock):
    configure(limits={"enabled": True})

    def shown(password):
        header = base64.b64encode(f"bob:{password}".encode()).decode()
        return Client().get("/basic/whoami", headers={"Authorization": f"Basic {header}"})

    assert shown(PASSWORD).json() == {"user": str(bob)}
    with_app(bob)
    assert shown(PASSWORD).status_code == 401
    assert [shown("wrong").status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_description_names_what_is_taken():
    schemes = api.get_openapi_schema()["components"]["securitySchemes"]
    assert {(one["type"], one.get("in"), one.get("name") or one.get("scheme")) for one in schemes.values()} == {
        ("apiKey", "cookie", "sessionid"),
        ("http", None, "bearer"),
        ("apiKey", "header", "X-Session-Token"),
    }
