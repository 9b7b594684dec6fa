"""Statements on a request's path are built once per process: each flow runs twice, and the second builds none.

Those that are built for each request are named here, with the reason.
"""

import importlib
import inspect

import pytest
from django.test import Client
from rest_framework.test import APIClient
from tests.building import built
from tests.client import Api
from tests.dialects.rest import Rest
from tests.factors import codes_of, with_app
from tests.oauth import RESOURCE, App, userinfo
from tests.passkeys import challenge, enrol, prove
from tests.providers import Visitor, connected, provider
from tests.spa import Spa
from tests.users import NEW, PASSWORD, logged_in, make_user

from gatepost.testing.authenticator import SoftwareAuthenticator

__all__ = ["connected", "provider"]

# The flows sign up and log in as users of the plain model do; statements are built alike for the others.
pytestmark = pytest.mark.not_with("email_only", "bare", "short", "company", "employee", "phone", "handle", "person")

POLLS = "urn:ietf:params:oauth:grant-type:device_code"
RARE = {
    "accounts.authenticator_queries.delete_authenticators": "Django's collector deletes what hangs on a removed factor",
    "accounts.queries.insert_user": "the project's own save(), with its signals",
    "accounts.queries.set_columns": "columns of the project, of any table and with any expression; a changed name",
    "tokens.opaque_queries.count_of_user": "an API key is made by hand",
}


@pytest.fixture
def twice(configure, settings, post, clock):
    """Runs a flow twice, with another number each, and returns what the second one built."""
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(
        accounts={"email_verification": "mandatory"},
        email={"verification_by": "code"},
        limits={"enabled": True, "network_factor": 1000},
        tokens={"keys": True},
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}}},
        flow={"trust_browser": True},
    )

    def run(flow):
        flow(1)
        clock.forward(3)
        with built() as found:
            flow(2)
        return sorted(found - set(RARE))

    return run


def user(number, **more):
    return make_user(email=f"u{number}@example.org", username=f"u{number}", **more)


def done(answer, *statuses):
    assert getattr(answer, "status", None) in (statuses or (200,)), answer
    return answer


def ok(response):
    assert response.status_code in (200, 201, 204, 302, 303), (response.status_code, response.content[:300])
    return response


@pytest.mark.parametrize("client", ["app", "browser"])
def test_sign_up_verification_and_login(client, twice, post, clock):
    def flow(number):
        api, address = Api(client), f"u{number}@example.org"
        body = {"email": address, "username": f"u{number}", "password": PASSWORD}
        done(api.get("config"))
        done(api.post("auth/signup", body), 401)
        done(api.post("auth/email/verify", {"key": post.code(address)}))
        done(api.get("auth/session"))
        done(Api(client).post("auth/login", {"email": address, "password": PASSWORD}))
        others = [one["id"] for one in done(api.get("auth/sessions")).body["data"] if not one["is_current"]]
        done(api.delete("auth/sessions", {"sessions": others}))
        done(api.delete("auth/session"), 401)
        done(Api(client).post("auth/login", {"email": address, "password": "wrong-Secret-1"}), 400)
        done(Api(client).post("auth/login", {"email": address, "password": PASSWORD}))
        clock.forward(120)
        done(Api(client).post("auth/signup", body | {"username": f"v{number}"}), 401)

    assert twice(flow) == []


@pytest.mark.parametrize("client", ["app", "browser"])
def test_passwords_and_codes(client, twice, post):
    def flow(number):
        someone = user(number)
        address = someone.email
        api = logged_in(someone, client)
        done(api.post("auth/reauthenticate", {"password": PASSWORD}))
        done(api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}))
        api = Api(client)
        done(api.post("auth/password/request", {"email": address}), 200, 401)
        done(api.post("auth/password/reset", {"key": post.key(address), "password": PASSWORD}), 200, 401)
        api = Api(client)
        done(api.post("auth/code/request", {"email": address}), 401)
        done(api.post("auth/code/confirm", {"code": post.code(address)}))

    assert twice(flow) == []


def test_addresses(twice, post):
    def flow(number):
        api, other = logged_in(user(number)), f"other{number}@example.org"
        done(api.post("auth/reauthenticate", {"password": PASSWORD}))
        done(api.post("account/email", {"email": other}), 200, 401, 201)
        done(api.post("auth/email/verify", {"key": post.code(other)}))
        done(api.get("account/email"))
        done(api.patch("account/email", {"email": other, "primary": True}))
        done(api.delete("account/email", {"email": f"u{number}@example.org"}))

    assert twice(flow) == []


def test_an_app_with_codes(twice, clock):
    def flow(number):
        someone = user(number)
        api = prove(logged_in(someone))
        totp = with_app(someone)
        clock.forward(60)
        done(api.get("account/authenticators"))
        done(api.get("account/authenticators/recovery-codes"), 200, 404)
        done(api.post("account/authenticators/recovery-codes"), 200, 201)
        browser = Api("browser")
        login = {"email": someone.email, "password": PASSWORD}
        done(browser.post("auth/login", login), 401)
        answer = browser.post("auth/2fa/authenticate", {"code": totp.code()})
        if answer.status == 401:
            done(browser.post("auth/2fa/trust", {"trust": True}))
        done(browser.get("account/trusted_browsers"))
        done(browser.delete("auth/session"), 401)
        done(browser.post("auth/login", login))
        again = Api("app")
        done(again.post("auth/login", login), 401)
        done(again.post("auth/2fa/authenticate", {"code": codes_of(someone)[0]}), 200, 401)

    assert twice(flow) == []


def test_passkeys(twice):
    def flow(number):
        someone, key = user(number), SoftwareAuthenticator()
        api = prove(logged_in(someone))
        done(enrol(api, key))
        done(api.get("account/authenticators"))
        visitor = Api("app")
        done(visitor.post("auth/webauthn/login", {"credential": key.get(challenge(visitor))}))
        login = Api("app")
        done(login.post("auth/login", {"email": someone.email, "password": PASSWORD}), 401)
        wanted = challenge(login, "auth/webauthn/authenticate")
        done(login.post("auth/webauthn/authenticate", {"credential": key.get(wanted)}), 200, 401)
        (held,) = (one["id"] for one in api.get("account/authenticators").body["data"] if one["type"] == "webauthn")
        done(api.put("account/authenticators/webauthn", {"id": held, "name": "Two"}))
        done(api.delete("account/authenticators/webauthn", {"authenticators": [held]}))

    assert twice(flow) == []


def test_tokens_of_the_native_api(twice, configure):
    configure(tokens={"keys": True, "strategy": "jwt"})

    def flow(number):
        api = Api("app")
        someone = user(number)
        told = done(api.post("auth/login", {"email": someone.email, "password": PASSWORD})).body["meta"]
        done(api.post("tokens/refresh", {"refresh_token": told["refresh_token"]}))
        prove(api)
        done(api.post("account/keys", {"name": "ci"}), 200, 201)
        ids = [one["id"] for one in done(api.get("account/keys")).body["data"]]
        done(api.delete("account/keys", {"keys": ids}))
        body = {"username": someone.get_username(), "password": PASSWORD}
        ok(APIClient().post("/api-token-auth/", body, format="json"))
        logins = done(api.get("account/logins")).body["data"]
        done(api.delete("account/logins", {"logins": [one["id"] for one in logins]}))

    assert twice(flow) == []


DIALECTS = {
    "authtoken": ("/api-token-auth/", "token", "Token {}", "/api/whoami/", "/api/token-logout/"),
    "djoser": ("/auth/token/login/", "auth_token", "Token {}", "/auth/users/me/", "/auth/token/logout/"),
    "knox": ("/knox/login/", "token", "Token {}", None, "/knox/logout/"),
    "simplejwt": ("/token/", "access", "Bearer {}", None, None),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_logins_through_dialects(name, twice):
    path, field, scheme, view, logout = DIALECTS[name]

    def flow(number):
        someone = user(number)
        http = APIClient()
        body = {"username": someone.get_username(), "password": PASSWORD}
        told = ok(http.post(path, body, format="json")).json()
        headers = {"Authorization": scheme.format(told[field])}
        if view:
            ok(http.get(view, headers=headers))
        if name == "djoser":
            ok(
                http.patch(
                    view, {"email": f"changed{number}@example.org", "current_password": PASSWORD}, headers=headers
                )
            )
            changed = {"current_password": PASSWORD, "new_password": NEW}
            ok(http.post("/auth/users/set_password/", changed, headers=headers, format="json"))
        if name == "knox":
            other = APIClient().post(path, body, format="json").json()["token"]
            ok(http.post("/knox/logoutall/", headers={"Authorization": f"Token {other}"}))
            return
        if logout:
            ok(http.post(logout, headers=headers))
        if "refresh" in told:
            ok(http.post("/token/refresh/", {"refresh": told["refresh"]}, format="json"))

    assert twice(flow) == []


def test_registrations_through_dialects(twice, configure):
    configure(accounts={"email_verification": "none"})

    def flow(number):
        body = {"username": f"a{number}", "email": f"a{number}@example.org"}
        passwords = {"password": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
        ok(APIClient().post("/auth/users/", body | passwords, format="json"))
        body = {"username": f"b{number}", "email": f"b{number}@example.org"}
        ok(Rest().post("registration/", body | passwords))

    assert twice(flow) == []


def test_dj_rest_auth(twice):
    def flow(number):
        someone, rest = user(number), Rest()
        key = ok(rest.post("login/", {"username": someone.get_username(), "password": PASSWORD})).json()["key"]
        headers = {"Authorization": f"Token {key}"}
        ok(Rest().get("user/", **headers))
        changed = {"new_password1": NEW, "new_password2": NEW, "old_password": PASSWORD}
        ok(Rest().post("password/change/", changed, **headers))
        ok(Rest().post("password/reset/", {"email": someone.email}))
        ok(Rest().post("logout/", **headers))

    assert twice(flow) == []


def test_cookies(twice):
    def flow(number):
        someone, spa = user(number), Spa()
        headers = {"X-CSRFToken": spa.token()}
        body = f'{{"email": "{someone.email}", "password": "{PASSWORD}"}}'
        done(spa.call("POST", "login/", body, **headers))
        done(spa.get("session/"))
        done(spa.call("POST", "logout/", "{}", **{"X-CSRFToken": spa.token()}), 200, 204)

    assert twice(flow) == []


def test_the_provider(twice):
    apps, tv = [], []

    def flow(number):
        if not apps:
            apps.append(App())
            tv.append(App(public=True, name="TV", redirect_uris=[], grant_types=[POLLS, "refresh_token"]))
        (app,) = apps
        browsing = logged_in(user(number), "browser")
        tokens = app.log_in(browsing, scope="openid email offline_access")
        refreshed = ok(app.refresh(tokens["refresh_token"])).json()
        assert app.introspect(refreshed["access_token"])["active"]
        ok(userinfo(refreshed["access_token"]))
        ok(app.post("revoke", token=refreshed["refresh_token"]))
        app.log_in(browsing)
        listed = done(browsing.get("account/apps")).body["data"]
        prove(browsing)
        done(browsing.delete("account/apps", {"apps": [one["id"] for one in listed]}))
        ok(Client().get("/.well-known/openid-configuration"))
        device = ok(tv[0].post("device", scope="openid email")).json()
        done(browsing.post("auth/device", {"code": device["user_code"]}))
        done(browsing.post("auth/device/answer", {"code": device["user_code"], "allow": True}))
        ok(tv[0].post("token", grant_type=POLLS, device_code=device["device_code"]))
        done(browsing.delete("auth/session"), 401)

    assert twice(flow) == []


@pytest.mark.parametrize("client", ["app", "browser"])
def test_social_logins(client, twice, provider, connected):
    def flow(number):
        claims = {"sub": f"s{number}", "email": f"s{number}@example.org", "email_verified": True}
        if client == "app":
            for _ in range(2):
                visitor = Visitor("app", provider)
                done(visitor.post_token(**claims), 200, 401)
                done(visitor.get("account/providers"), 200, 401)
            return
        provider.claims = claims
        for _ in range(2):
            Visitor("browser", provider).log_in()

    assert twice(flow) == []


@pytest.mark.parametrize("place", RARE)
def test_what_is_named_as_rare_exists(place):
    module, _, name = place.rpartition(".")
    assert inspect.isfunction(getattr(importlib.import_module(f"gatepost.{module}"), name))
    assert RARE[place]
