"""Logins at providers that others wrote: npm's certified `oidc-provider`, and PyPI's `oidc-provider-mock`."""

import contextlib
import os
import re
import subprocess
import time
from pathlib import Path

import httpx
import oidc_provider_mock
import pytest
from django.contrib.auth import get_user_model
from tests import npm_packages
from tests.browser.conftest import CHROMIUM, OPTIONS
from tests.client import Api
from tests.live.test_server import free_port

from gatepost.features.social.operations.tokens import get_token
from gatepost.features.social.protocol import authorization, metadata

pytestmark = [pytest.mark.live, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).parent / "openid"
FORM = re.compile(r'<form[^>]*action="([^"]+)"')
PROMPT = re.compile(r'name="prompt" value="(\w+)"')
LINK = "org.example.app:/done"
NOT_ELSEWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


@contextlib.contextmanager
def running(*redirect_uris):
    npm_packages.install(npm_packages.find_npm(), FOLDER, "--ignore-scripts")
    port = free_port()
    command = ["node", "provider.mjs", str(port), ",".join(redirect_uris)]
    process = subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        while "listening" not in (line := process.stdout.readline()):
            assert line or process.poll() is None, process.stderr.read()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def callback(live_server):
    return f"{live_server.url}/_allauth/social/certified/callback"


@pytest.fixture
def certified(callback, configure):
    metadata.forget()
    with running(callback, f"{callback}/of-the-app") as issuer:
        connection = {
            "provider": "openid",
            "client_id": "client",
            "secret": "secret-of-the-client",
            "options": {"issuer": issuer},
            "keep_tokens": True,
            "scopes": ["offline_access"],
            "params": {"prompt": "consent"},
        }
        configure(
            social={
                "connections": {"certified": connection},
                "allowed_hosts": [issuer.removeprefix("http://")],
                "callback": callback.replace("/certified/", "/{connection}/"),
                "deep_links": [LINK],
            }
        )
        yield issuer


def sign_in(url, name):
    """Log in and consent at the provider's own pages, as a browser without scripts; where it is sent in the end."""
    with httpx.Client(trust_env=False, timeout=10) as browser:
        answer = browser.get(url)
        for _ in range(12):
            if answer.is_redirect:
                target = answer.headers["Location"]
                if not target.startswith(("/", url[:21])):
                    return target
                answer = browser.get(httpx.URL(url).join(target))
                continue
            values = {"prompt": PROMPT.search(answer.text).group(1), "login": name, "password": "any"}
            answer = browser.post(FORM.search(answer.text).group(1), data=values)
    raise AssertionError("the provider asks without end")


@pytest.mark.skipif(CHROMIUM is None and not os.environ.get("GATEPOST_CI"), reason="needs Chromium")
def test_a_browser_logs_in_at_a_certified_provider(live_server, certified, playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, NOT_ELSEWHERE])
    page = browser.new_page()
    asked = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/_allauth/browser/v1/config")
    page.goto(f"{live_server.url}/whoami/")
    page.evaluate(
        """() => {
          const values = {provider: 'certified', process: 'login', callback_url: '/whoami/',
                          csrfmiddlewaretoken: document.cookie.match(/csrftoken=([^;]+)/)[1]}
          const form = document.createElement('form')
          form.method = 'post'
          form.action = '/_allauth/browser/v1/auth/provider/redirect'
          for (const name in values) form.append(Object.assign(document.createElement('input'),
            {type: 'hidden', name, value: values[name]}))
          document.documentElement.append(form)
          form.submit()
        }"""
    )
    page.fill("input[name=login]", "jane")
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    page.wait_for_url("**/whoami/**")
    assert page.url == f"{live_server.url}/whoami/"
    assert "jane" in page.content()
    assert all(url.startswith(("http://127.0.0.1:", live_server.url)) for url in asked)
    browser.close()


def test_an_app_logs_in_at_a_certified_provider_over_http(live_server, certified):
    app, verifier = Api("app"), authorization.random_text()
    body = {"provider": "certified", "callback_url": LINK, "code_challenge": authorization.challenge(verifier)}
    start = app.post("auth/provider/start", body)
    back = sign_in(start.body["data"]["authorize_url"], "joe")
    assert back.startswith(f"{live_server.url}/_allauth/social/certified/callback?")
    answer = httpx.get(back, trust_env=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{LINK}?code=")
    code = answer.headers["Location"].partition("?code=")[2]
    done = app.post("auth/provider/exchange", {"code": code, "code_verifier": verifier})
    assert done.status == 200
    assert done.body["data"]["user"]["email"] == "joe@example.org"
    user = get_user_model().objects.get()
    token = get_token(user, "certified")
    assert token
    told = httpx.get(f"{certified}/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert told.json()["sub"] == "joe"


def test_a_kept_token_of_a_certified_provider_is_renewed(certified, clock):
    clock.now = time.time()
    app, verifier = Api("app"), authorization.random_text()
    body = {"provider": "certified", "callback_url": LINK, "code_challenge": authorization.challenge(verifier)}
    back = sign_in(app.post("auth/provider/start", body).body["data"]["authorize_url"], "joe")
    code = httpx.get(back, trust_env=False).headers["Location"].partition("?code=")[2]
    assert app.post("auth/provider/exchange", {"code": code, "code_verifier": verifier}).status == 200
    user = get_user_model().objects.get()
    old = get_token(user, "certified")
    clock.forward(3600)
    assert get_token(user, "certified") not in (None, old)


@pytest.mark.filterwarnings("ignore")  # what the mock is made of warns of itself
def test_an_app_with_a_page_of_its_own_logs_in_at_a_mock_of_another_hand(live_server, configure):
    metadata.forget()
    with oidc_provider_mock.run_server_in_thread() as running_mock:
        issuer = f"http://localhost:{running_mock.server_port}"
        claims = {"email": "jane@example.org", "email_verified": True}
        httpx.put(f"{issuer}/users/jane", json=claims, trust_env=False).raise_for_status()
        configure(
            social={
                "connections": {
                    "mock": {
                        "provider": "openid",
                        "client_id": "client",
                        "secret": "secret",
                        "options": {"issuer": issuer},
                    }
                },
                "allowed_hosts": [issuer.removeprefix("http://")],
                "redirects": ["http://127.0.0.1/done"],
            }
        )
        app = Api("app")
        start = app.post("auth/provider/start", {"provider": "mock", "callback_url": "http://127.0.0.1/done"})
        answer = httpx.post(start.body["data"]["authorize_url"], data={"sub": "jane"}, trust_env=False)
        back = dict(httpx.URL(answer.headers["Location"]).params)
        done = app.post("auth/provider/callback", back)
        assert done.status == 200, done
        assert done.body["data"]["methods"][0]["uid"] == "jane"
        assert app.get("account/email").body["data"][0] == {
            "email": "jane@example.org",
            "primary": True,
            "verified": True,
        }
