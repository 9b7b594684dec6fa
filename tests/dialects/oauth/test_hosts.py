"""A code flow by HTTP in projects whose settings differ from those of most."""

import pytest
from django.db import connection
from django.test import Client
from tests.client import Api
from tests.oauth import URI, App, allow, claims, key, query, sent, userinfo
from tests.users import BOB, PASSWORD

HEADER = "X-Authorization-Request"


class PageOfProject(Api):
    """A browser whose page takes the CSRF token from the page itself, as with CSRF_USE_SESSIONS."""

    def call(self, verb, path, body=None, **headers):
        self.http.cookies["csrftoken"] = "unused"
        self.headers = {"X-CSRFToken": self.http.get("/page/").content.decode()}
        return super().call(verb, path, body, **headers)


@pytest.fixture(
    params=[
        {"TIME_ZONE": "Pacific/Kiritimati"},
        {"SESSION_COOKIE_NAME": "shop_session", "CSRF_COOKIE_NAME": "csrftoken"},
        {"LOGIN_URL": "/elsewhere/login/", "LOGIN_REDIRECT_URL": "/elsewhere/"},
        {"SESSION_COOKIE_SAMESITE": "Strict", "CSRF_COOKIE_SAMESITE": "Strict"},
        {"CSRF_USE_SESSIONS": True, "ROOT_URLCONF": "tests.dialects.oauth.host_urls"},
        {
            "LANGUAGE_CODE": "fr",
            "LANGUAGES": [("fr", "Français"), ("pt", "Português")],
            "first": "locale.LocaleMiddleware",
        },
        {
            "LOGIN_URL": "/elsewhere/",
            "ROOT_URLCONF": "tests.dialects.oauth.host_urls",
            "last": "LoginRequiredMiddleware",
        },
        {"ATOMIC_REQUESTS": True},
    ],
    ids=" ".join,
)
def host(request, settings, monkeypatch):
    """The settings of a project."""
    given = dict(request.param)
    first, last = given.pop("first", ""), given.pop("last", "")
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", given.pop("ATOMIC_REQUESTS", False))
    settings.MIDDLEWARE = [
        *([f"django.middleware.{first}"] if first else []),
        *settings.MIDDLEWARE,
        *([f"django.contrib.auth.middleware.{last}"] if last else []),
    ]
    for name, value in given.items():
        setattr(settings, name, value)
    return given


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["jwt", "opaque"])
def test_a_code_flow(host, bob, form):
    browser, app = (PageOfProject if "CSRF_USE_SESSIONS" in host else Api)("browser"), App(token_format=form)
    where = sent(app.authorize(browser.http, ui_locales="pt de fr", scope="openid email offline_access"))
    assert where.startswith("http://127.0.0.1:8000/account/authorize#request=")
    shown = browser.get("auth/authorization", **{HEADER: key(where)}).body["data"]
    assert (shown["needs"], shown["ui_locales"]) == ("login", "pt de fr")
    assert browser.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    code = query(allow(browser, where))["code"]
    assert app.redeem(code, code_verifier="x" * 43).json()["error"] == "invalid_grant"
    tokens = app.redeem(code).json()
    assert claims(tokens["id_token"])["email"] == userinfo(tokens["access_token"]).json()["email"] == BOB
    renewed = app.refresh(tokens["refresh_token"]).json()
    assert app.introspect(renewed["access_token"])["active"]
    assert app.redeem(code).json()["error"] == "invalid_grant"  # a replay, which revokes although it is refused
    assert app.introspect(renewed["access_token"]) == {"active": False}
    pushed = app.post("par", **app.parameters(client_id=None)).json()["request_uri"]
    assert sent(browser.http.get("/oauth/authorize", {"client_id": app.id, "request_uri": pushed})).startswith(URI)
    assert sent(browser.http.get("/oauth/end-session", {"id_token_hint": tokens["id_token"]}))
    assert browser.get("auth/session").status == 401
    assert Client().get("/.well-known/openid-configuration").status_code == 200
