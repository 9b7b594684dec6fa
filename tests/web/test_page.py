"""The one page of the web app, without a browser."""

import html
import json
import re

import pytest
from django.test import Client
from django.urls import include, path, set_script_prefix

from gatepost.web import page as pages

BUILT = """<!doctype html><html lang="en"><head>
<meta name="gatepost" content=""><title>gatepost</title>
<script type="module" src="./assets/app-12345678.js"></script></head><body><div id="app"></div></body></html>"""

urlpatterns = [
    path("", include("gatepost.web.urls")),
    path("_allauth/", include("gatepost.headless.urls")),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def built(monkeypatch):
    monkeypatch.setattr(pages, "_built", lambda: BUILT)
    return Client()


def site(response):
    content = re.search(r'<meta name="gatepost" content="([^"]*)">', response.content.decode())[1]
    return json.loads(html.unescape(content))


@pytest.mark.parametrize("where", ["/", "/account", "/account/login", "/account/verify-email/key"])
def test_the_app_is_served_at_its_own_addresses(built, where):
    assert built.get(where).status_code == 200


@pytest.mark.parametrize("where", ["/api", "/accounts", "/admin", "/_allauth/nothing", "/login"])
def test_and_nowhere_else(built, where):
    assert built.get(where).status_code == 404


def test_below_a_prefix_the_app_knew_none_of_its_pages(built, settings):
    assert (site(built.get("/"))["base"], site(built.get("/"))["home"]) == ("", "/account")
    settings.FORCE_SCRIPT_NAME = "/app"
    set_script_prefix("/app/")  # as Django's handler does for each request, but not its test client
    try:
        told = site(built.get("/account/authorize"))
        assert (told["base"], told["home"], told["api"]) == ("/app", "/app/account", "/app/_allauth")
        settings.GATEPOST = {**settings.GATEPOST, "web": {"home": "/shop"}}
        assert site(built.get("/"))["home"] == "/shop"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    ("dialects", "found"),
    [
        ((), {}),
        (("djoser",), {"reset": "/d/users/reset_password_confirm/"}),
        (("djoser", "cookie"), {"reset": "/c/password-reset/confirm/"}),
    ],
)
def test_it_knows_where_the_dialects_that_are_there_take_their_links(built, settings, dialects, found):
    mounted = [path(f"{name[0]}/", include(f"gatepost.dialects.{name}.urls")) for name in dialects]
    settings.ROOT_URLCONF = (*urlpatterns, *mounted)
    told = site(built.get("/"))["mailed"]
    assert found.items() <= told.items()
    assert told.get("activate") == ("/d/users/activation/" if "djoser" in dialects else None)
    assert bool(told) == bool(dialects)


def test_it_knows_that_a_browser_has_no_session(built, settings):
    assert site(built.get("/"))["anonymous"] is True
    settings.SESSION_COOKIE_SAMESITE = "Strict"  # a page that another site's link opens comes without it
    assert site(built.get("/"))["anonymous"] is False
    settings.SESSION_COOKIE_SAMESITE = "Lax"
    settings.SESSION_COOKIE_PATH = "/_allauth/"
    assert site(built.get("/"))["anonymous"] is False
    settings.SESSION_COOKIE_PATH = "/"
    built.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert site(built.get("/"))["anonymous"] is False


def test_the_page_is_closed_and_kept_nowhere(built):
    headers = built.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_assets_come_from_where_the_project_has_them(built, settings):
    settings.STATIC_URL = "https://assets.example.org/s/"
    response = built.get("/")
    assert 'src="https://assets.example.org/s/gatepost/web/assets/app-12345678.js"' in response.content.decode()
    assert "script-src 'self' https://assets.example.org;" in response.headers["Content-Security-Policy"]


def test_the_page_names_the_site_and_the_fields_of_a_sign_up(built, configure):
    configure(
        web={"name": '"Ann" & <Co>', "color": "#aa0000"},
        accounts={
            "signup_fields": ["email*", "first_name", "password*"],
            "extra_fields": {"first_name": {"max_length": 20}},
        },
    )
    response = built.get("/")
    told = site(response)
    assert (told["name"], told["color"], told["api"]) == ('"Ann" & <Co>', "#aa0000", "/_allauth")
    assert [(field["name"], field["required"]) for field in told["signup"]["fields"]] == [
        ("email", True),
        ("first_name", False),
        ("password", True),
    ]
    assert told["signup"]["fields"][1]["max_length"] == 20
    assert "<title>&quot;Ann&quot; &amp; &lt;Co&gt;</title>" in response.content.decode()


def test_the_page_says_how_long_names_may_be_and_what_is_said_of_a_wrong_one(built, configure):
    configure(accounts={"signup_fields": ["email*", "username*", "password*"]})
    fields = {field["name"]: field for field in site(built.get("/"))["signup"]["fields"]}
    assert (fields["email"]["max_length"], fields["username"]["max_length"]) == (254, 150)
    assert fields["username"]["pattern"] == r"^[\w.@+-]+$"
    assert "letters, numbers" in fields["username"]["message"]


def test_without_a_build_the_page_says_how_to_make_one(monkeypatch):
    monkeypatch.setattr(pages, "_built", lambda: None)
    response = Client().get("/account/login")
    assert (response.status_code, b"make web" in response.content) == (503, True)
    assert "script-src" not in response.headers["Content-Security-Policy"]


def test_it_knows_where_the_cookie_dialect_takes_the_codes_of_providers(built, settings):
    assert site(built.get("/"))["social"] == ""
    settings.ROOT_URLCONF = (*urlpatterns, path("c/", include("gatepost.dialects.cookie.urls")))
    assert site(built.get("/"))["social"] == "/c/social/"
