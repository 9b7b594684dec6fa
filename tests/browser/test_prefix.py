"""The web app of a project below a prefix, behind an nginx that strips it."""

import email
import email.policy
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.browser.test_provider import Wiki, callback, goodbye
from tests.browser.visitor import PASSWORD, fresh_email
from tests.live.test_nginx import NGINX, nginx
from tests.live.test_server import free_port
from tests.started import until, until_up

__all__ = ["callback"]
pytestmark = [pytest.mark.live, pytest.mark.skipif(NGINX is None, reason="needs nginx")]
SOURCES = Path(__file__).resolve().parents[2] / "src"
SETTINGS = """
from pathlib import Path

import gatepost

HERE = Path(__file__).parent
SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["127.0.0.1"]
FORCE_SCRIPT_NAME = "/app"
USE_TZ = True
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "db.sqlite3"}}}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.staticfiles", "gatepost"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}}]
ROOT_URLCONF = "urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL, STATIC_ROOT = "static/", HERE / "static"
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", HERE / "mails"
GATEPOST = {{
    "KEYS": ["t1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"],
    "public_url": "{address}",
    "accounts": {{
        "email_verification": "mandatory", "login_methods": ["email"], "signup_fields": ["email*", "password*"],
    }},
    "email": {{"verification_by": "link", "login_on_verification": True}},
    "outbox": {{"loopback_links": True}},
    "headless": {{"trusted_proxies": 1}},
    "provider": {{"enabled": True, "clients": {{"wiki": {{
        "name": "Wiki", "redirect_uris": ["{callback}"], "post_logout_redirect_uris": ["{goodbye}"], "native": True,
        "scopes": ["openid", "email"],
    }}}}}},
}}
gatepost.configure(globals())
"""
URLS = """
from django.urls import include, path

from gatepost.urls import patterns

urlpatterns = [path("", include(patterns(web_app=True, dialects={"oauth": "oauth/"})))]
"""
SERVER = """server {
  listen 127.0.0.1:{port};
  types { text/html html; text/css css; text/javascript js; image/svg+xml svg; font/woff2 woff2; }
  location /app/static/ { alias %s/static/; }
  location /app/ {
    proxy_pass http://gatepost/;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  }
  location / {
    default_type text/html;
    return 200 "<!doctype html><title>Shop</title><link rel=icon href=data:,><h1>The shop</h1>";
  }
}"""


def manage(folder, *command):
    subprocess.run([sys.executable, "-m", "django", *command], cwd=folder, env=environment(folder), check=True)


def environment(folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    return clean | {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": f"{folder}{os.pathsep}{SOURCES}"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("below")


@pytest.fixture(scope="module")
def at(built, folder, callback):
    """Where the project is, as its visitors see it."""
    behind = free_port()
    with nginx(folder, f"127.0.0.1:{behind}", server=SERVER.replace("%s", str(folder))) as address:
        (folder / "site_settings.py").write_text(
            SETTINGS.format(address=address, callback=callback, goodbye=goodbye(callback))
        )
        (folder / "urls.py").write_text(URLS)
        manage(folder, "migrate", "-v", "0")
        manage(folder, "collectstatic", "-v", "0", "--no-input")
        command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{behind}"]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=log, stderr=log)
        try:
            until_up(process, f"{address}/app/account/login", log=folder / "log")
            yield f"{address}/app"
        finally:
            process.terminate()
            process.wait(30)


def mailed_link(folder, to):
    """The link in the newest mail to an address, once it came."""

    def newest():
        for file in sorted((folder / "mails").glob("*"), reverse=True):
            mail = email.message_from_bytes(file.read_bytes().split(b"\n---")[0], policy=email.policy.default)
            if mail["To"] == to:
                return re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
        return None

    return until(newest, f"a mail to {to}")


@pytest.fixture
def ann(meet, at):
    return meet(at=at)


@pytest.fixture
def signed_up(ann, at, folder):
    """The address of an account whose user is on the first page."""
    address = fresh_email()
    ann.go(f"{at}/account/signup").write("email", address).write("password", PASSWORD).submit()
    ann.sees_title("Check your email")
    link = mailed_link(folder, address)
    assert link.startswith(f"{at}/account/verify-email/"), link
    ann.keep(link.rsplit("/", 1)[-1])
    ann.go(link).press("Yes, this is my address").sees_title("Profile").is_at("/account")
    return address


def test_sign_up_logout_and_login(ann, at, signed_up):
    ann.log_out()
    ann.go(f"{at}/account/devices").is_at("/account/login")
    ann.write("username", signed_up).write("password", PASSWORD).submit().sees_title("Devices")
    ann.is_at("/account/devices").log_out()
    ann.go(f"{at}/").is_at("/account/login").accessible()


def test_an_app_asks_for_consent_and_logs_out(ann, at, signed_up, callback):
    wiki = Wiki(at, callback)
    ann.log_out()
    ann.go(wiki.url()).is_at("/account/login").write("username", signed_up).write("password", PASSWORD).submit()
    ann.sees_title("Wiki wants to access your account").press("Allow")
    back = wiki.returned(ann)
    assert back["iss"] == at
    tokens = wiki.redeem(back["code"])
    assert tokens.status_code == 200, tokens.text
    ann.go(f"{at}/oauth/end-session?client_id=wiki").sees_title("Do you want to log out?")
    ann.press("Log out")
    ann.go(f"{at}/account").is_at("/account/login")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/.//evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ],
)
def test_no_next_leads_to_another_host(ann, at, signed_up, wanted):
    ann.go(f"{at}/account/login?{httpx.QueryParams(next=wanted)}").sees_title("Profile").is_at("/account")
    assert not [url for _, url, _ in ann.requests if "evil.example" in url.partition("?")[0]]


def test_a_next_outside_the_app_loads_the_project_s_page(ann, at, signed_up):
    shop = f"{at.removesuffix('/app')}/shop?a=1"
    ann.go(f"{at}/account/login?next=/shop?a=1").sees_title("The shop")
    assert ann.page.url == shop
    ann.go(f"{at}/account").log_out()
    ann.go(f"{at}/account/login?next=/shop?a=1").write("username", signed_up).write("password", PASSWORD).submit()
    ann.sees_title("The shop")
    assert ann.page.url == shop
    ann.go(f"{at}/account/login?next=/app/account/security").sees_title("Login & security").is_at("/account/security")
