"""Apps that log users in through us: consent, declining, devices, the list of apps with access, and logging out."""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import expect
from tests.browser.visitor import fresh_email

pytestmark = pytest.mark.live
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Callback(BaseHTTPRequestHandler):
    """The app's own page, to which its users return."""

    posted: ClassVar = {}

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        bye = self.path.startswith("/goodbye")
        text = b"Goodbye" if bye else b"Back at the wiki"
        self.wfile.write(b"<!doctype html><title>Wiki</title><link rel=icon href=data:,><h1>%b</h1>" % text)

    def do_POST(self):
        Callback.posted = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def callback():
    with ThreadingHTTPServer(("127.0.0.1", 0), Callback) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/callback"
        server.shutdown()


def goodbye(callback):
    return callback.replace("/callback", "/goodbye")


@pytest.fixture
def at(serve, callback):
    clients = {
        "wiki": {
            "name": "Wiki",
            "redirect_uris": [callback],
            "post_logout_redirect_uris": [goodbye(callback)],
            "native": True,
            "scopes": ["openid", "profile", "email", "offline_access"],
        },
        "tv": {"name": "TV", "grant_types": [DEVICE]},
    }
    return serve(GATEPOST_PROVIDER__ENABLED="true", GATEPOST_PROVIDER__CLIENTS=json.dumps(clients))


class Wiki:
    """An app that sends its users here."""

    def __init__(self, at, callback):
        self.at, self.callback, self.verifier = at, callback, secrets.token_urlsafe(48)

    def url(self, **changes):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": "wiki",
            "redirect_uri": self.callback,
            "scope": "openid email",
            "state": "state-1",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.at}/oauth/authorize?" + urlencode({**asked, **changes})

    def returned(self, visitor):
        """What the app got, once its user is back."""
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Back at the wiki")
        return {name: values[0] for name, values in parse_qs(urlsplit(visitor.page.url).query).items()}

    def token(self, **form):
        return httpx.post(f"{self.at}/oauth/token", data={"client_id": "wiki", **form}, timeout=10)

    def redeem(self, code):
        return self.token(
            grant_type="authorization_code", code=code, redirect_uri=self.callback, code_verifier=self.verifier
        )


@pytest.fixture
def wiki(at, callback):
    return Wiki(at, callback)


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}])
def test_an_app_gets_access_once_its_user_has_logged_in_and_allowed_it(meet, at, wiki, options):
    ann = meet(at=at, **options)
    email = ann.sign_up()
    ann.log_out()
    ann.go(wiki.url()).is_at("/account/login")
    ann.write("username", email).write("password", "tr0ub4dor-and-3").submit()
    ann.sees_title("Wiki wants to access your account").sees("Know who you are").sees("See your email address")
    ann.accessible().press("Allow")
    back = wiki.returned(ann)
    assert back["state"] == "state-1"
    tokens = wiki.redeem(back["code"])
    assert tokens.status_code == 200, tokens.text
    ann.go("/account/security").sees("Apps with access").sees("Wiki").press("End access of Wiki")
    ann.sees("End this app’s access?").press("End access").sees("No apps have access.").accessible()
    again = wiki.token(grant_type="refresh_token", refresh_token=tokens.json()["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_an_app_gets_its_code_by_a_form_that_the_browser_posts(meet, at, wiki, callback):
    ann = meet(at=at)
    ann.sign_up()
    ann.go(wiki.url(response_mode="form_post")).sees_title("Wiki wants to access your account").press("Allow")
    expect(ann.page.get_by_role("heading", level=1)).to_have_text("Back at the wiki")
    assert ann.page.url == callback
    assert (Callback.posted["state"], Callback.posted["iss"]) == ("state-1", at)
    assert wiki.redeem(Callback.posted["code"]).status_code == 200
    assert wiki.redeem(Callback.posted["code"]).json()["error"] == "invalid_grant"


def test_consent_says_how_long_an_app_has_access(meet, at, wiki):
    ann = meet(at=at)
    ann.sign_up()
    ann.go(wiki.url()).sees("It has access until you log out of gatepost, or end it earlier in your account.")
    ann.go(wiki.url(scope="openid offline_access")).sees("Keep access while you are away")
    ann.sees("You can end its access at any time in your account.")


def test_pages_ignored_the_languages_that_the_app_asks_for(meet, at, wiki, callback):
    ann = meet(at=at, locale="en-US")
    ann.go(wiki.url(ui_locales="pt fr-CA de")).is_at("/account/login")
    expect(ann.page.locator("html")).to_have_attribute("lang", "fr")
    ann.go("/account/login")
    expect(ann.page.locator("html")).to_have_attribute("lang", "en")
    ann.go(f"{at}/oauth/end-session?" + urlencode({"client_id": "wiki", "ui_locales": "es"}))
    expect(ann.page.locator("html")).to_have_attribute("lang", "es")


def test_an_app_that_is_declined_is_told_so(meet, at, wiki):
    ann = meet(at=at)
    ann.sign_up()
    ann.go(wiki.url()).sees_title("Wiki wants to access your account").press("Don’t allow")
    back = wiki.returned(ann)
    assert (back["error"], back["state"]) == ("access_denied", "state-1")
    assert "code" not in back


def test_a_request_that_was_answered_or_never_made_says_so(meet, at):
    ann = meet(at=at)
    ann.sign_up()
    ann.go("/account/authorize#request=gpv_unknown").sees_title("This request has expired").accessible()


def test_another_account_can_answer(meet, at, wiki):
    ann = meet(at=at)
    other = ann.sign_up(fresh_email("other"))
    ann.log_out()
    ann.sign_up()
    ann.go(wiki.url()).press("Use another account").is_at("/account/login")
    ann.write("username", other).write("password", "tr0ub4dor-and-3").submit()
    ann.sees_title("Wiki wants to access your account").sees(other)


def test_a_device_is_logged_in_by_the_code_that_it_shows(meet, at):
    ann = meet(at=at)
    ann.sign_up()
    device = httpx.post(f"{at}/oauth/device", data={"client_id": "tv", "scope": "openid"}, timeout=10).json()
    code = device["user_code"].replace("-", "")
    ann.go("/account/device").sees_title("Log in on a device").accessible()
    ann.page.locator("input[name=code]").press_sequentially(code)
    ann.sees_title("TV wants to access your account").sees(device["user_code"]).accessible().press("Allow")
    ann.sees_title("Your device is logged in").accessible()
    form = {"client_id": "tv", "grant_type": DEVICE, "device_code": device["device_code"]}
    assert httpx.post(f"{at}/oauth/token", data=form, timeout=10).status_code == 200


def test_an_app_that_logs_its_user_out_needs_no_answer_with_its_own_id_token(meet, at, wiki, callback):
    ann = meet(at=at)
    ann.sign_up()
    ann.go(wiki.url()).press("Allow")
    tokens = wiki.redeem(wiki.returned(ann)["code"]).json()
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": goodbye(callback), "state": "s-2"}
    ann.go(f"{at}/oauth/end-session?{urlencode(asked)}").sees_title("Goodbye")
    assert ann.page.url == f"{goodbye(callback)}?state=s-2"
    ann.go("/account").is_at("/account/login")


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}])
def test_a_user_is_asked_before_an_app_without_an_id_token_logs_them_out(meet, at, callback, options):
    ann = meet(at=at, **options)
    email = ann.sign_up()
    asked = {"client_id": "wiki", "post_logout_redirect_uri": goodbye(callback)}
    url = f"{at}/oauth/end-session?{urlencode(asked)}"
    ann.go(url).sees_title("Do you want to log out?").sees("Wiki sent you here").sees(email).accessible()
    ann.press("Stay logged in").go("/account").is_at("/account")
    ann.go(url).press("Log out").sees_title("Goodbye")
    ann.go("/account").is_at("/account/login")
    ann.go(url).sees_title("Goodbye")  # nobody is left to ask


def test_a_form_of_an_app_logs_out_through_the_page(meet, at, wiki, callback):
    ann = meet(at=at)
    ann.sign_up()
    ann.go(wiki.url()).press("Allow")
    hint = wiki.redeem(wiki.returned(ann)["code"]).json()["id_token"]
    ann.page.evaluate(
        """([action, values]) => {
            const form = Object.assign(document.createElement("form"), { action, method: "post" })
            for (const [name, value] of Object.entries(values))
                form.append(Object.assign(document.createElement("input"), { name, value }))
            document.body.append(form)
            form.submit()
        }""",
        [f"{at}/oauth/end-session", {"id_token_hint": hint, "post_logout_redirect_uri": goodbye(callback)}],
    )
    ann.sees_title("Goodbye").go("/account").is_at("/account/login")


def test_the_page_without_an_app_logs_out_too(meet, at):
    ann = meet(at=at)
    ann.sign_up()
    ann.go("/account/logout").sees_title("Do you want to log out?").accessible().press("Log out")
    ann.sees_title("You are logged out.").accessible().press("Log in").is_at("/account/login")
    ann.go("/account/logout#request=gpv_unknown").sees_title("This request has expired").accessible()
