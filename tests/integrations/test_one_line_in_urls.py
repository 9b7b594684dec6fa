"""What `include("gatepost.urls")` mounts, and what is mounted only if it is asked for."""

import re
import sys
import types

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import clear_url_caches, include, path, set_urlconf
from tests.users import BOB, PASSWORD, make_user

import gatepost
from gatepost import urls

SESSION = "browser/v1/auth/session"


@pytest.fixture
def mounted(settings, db):
    """A client of a project whose URLconf holds these patterns."""

    def mount(*patterns):
        conf = types.ModuleType("tests.integrations.mounted")
        conf.urlpatterns = [path("", include(one)) for one in patterns]
        sys.modules[conf.__name__] = conf
        settings.ROOT_URLCONF = conf.__name__
        clear_url_caches()
        return Client()

    yield mount
    sys.modules.pop("tests.integrations.mounted", None)
    set_urlconf(None)
    clear_url_caches()


def test_one_line_mounts_the_native_api_and_the_well_known_files(mounted, configure):
    configure(passkey={"apple_apps": ["TEAM.org.example"]})
    client = mounted("gatepost.urls")
    assert client.get(f"/_allauth/{SESSION}").status_code == 401
    assert client.get("/.well-known/apple-app-site-association").status_code == 200
    for where in ("/", "/account/login", "/auth/verify", "/api/token/", "/api/whoami/"):
        assert client.get(where).status_code == 404, where


def test_a_login_through_the_one_line(mounted):
    make_user(BOB, "bob")
    client = mounted("gatepost.urls")
    client.get("/_allauth/browser/v1/config")
    body = {"email": BOB, "password": PASSWORD}
    answer = client.post("/_allauth/browser/v1/auth/login", body, content_type="application/json")
    assert (answer.status_code, client.get(f"/_allauth/{SESSION}").status_code) == (200, 200)


def test_more_is_mounted_by_name(mounted):
    dialects = {"authtoken": "", "cookie": "spa/", "djoser": "d/", "knox": "k/", "rest_auth": "r/", "simple_jwt": "t/"}
    client = mounted(urls.patterns(api="auth-api/", web_app=True, forward_auth="gate", dialects=dialects))
    assert client.get(f"/auth-api/{SESSION}").status_code == 401
    pages = {client.get(where).status_code for where in ("/", "/account/login")}
    assert pages <= {200, 503}  # 503 says that the page is yet to be built
    assert client.get("/gate").status_code == 401
    for where in ("/api-token-auth/", "/spa/login/", "/d/token/login/", "/k/login/", "/r/login/", "/t/"):
        assert client.post(where, {}, content_type="application/json").status_code in (400, 401, 403), where
    assert client.get(f"/_allauth/{SESSION}").status_code == 404


def test_without_well_known_nothing_is_served_there(mounted, configure):
    configure(passkey={"apple_apps": ["TEAM.org.example"]})
    client = mounted(urls.patterns(well_known=False))
    assert client.get("/.well-known/apple-app-site-association").status_code == 404


def test_a_project_that_requires_logins_everywhere_still_lets_people_sign_in(mounted, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    client = mounted(urls.patterns(web_app=True, forward_auth="gate", dialects={"cookie": "spa/", "knox": "k/"}))
    for where in (f"/_allauth/{SESSION}", "/_allauth/openapi.json", "/gate", "/", "/account/login", "/spa/login/"):
        assert client.get(where).status_code != 302, where
    for where in ("/spa/login/", "/k/login/", "/_allauth/app/v1/auth/login"):
        assert client.post(where, {}, content_type="application/json").status_code in (400, 401, 403), where


@pytest.mark.parametrize("name", ["rest_aut", "nothing", ""])
def test_an_unknown_dialect_is_named_with_those_there_are(name):
    with pytest.raises(ImproperlyConfigured, match=re.escape(repr(name))) as said:
        urls.patterns(dialects={name: "x/"})
    assert "rest_auth" in str(said.value)


def test_a_dialect_without_rest_framework_says_what_to_install(monkeypatch):
    monkeypatch.setattr(urls.importlib.util, "find_spec", {}.get)
    with pytest.raises(ImproperlyConfigured, match=re.escape("pip install 'gatepost[drf]'")):
        urls.patterns(dialects={"knox": "k/"})
    assert urls.patterns(dialects={"cookie": "spa/"})


def test_the_signal_for_the_project_is_public(mounted, django_capture_on_commit_callbacks):
    heard = []

    def hear(event, **_):
        heard.append((event.kind, event.outcome))

    gatepost.recorded.connect(hear)
    try:
        make_user(BOB, "bob")
        body = {"email": BOB, "password": PASSWORD}
        with django_capture_on_commit_callbacks(execute=True):
            mounted("gatepost.urls").post("/_allauth/app/v1/auth/login", body, content_type="application/json")
    finally:
        gatepost.recorded.disconnect(hear)
    assert heard == [("login", "done")]
