"""Clients and suites that others wrote, against the provider of a running server."""

import json
import re
import subprocess
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests import npm_packages
from tests.clients.logged_in import EMAIL, User, provider
from tests.live.test_server import server
from tests.moving_in import environment

pytestmark = pytest.mark.live
FOLDER = Path(__file__).parent / "oauth"
CALLBACK = "http://127.0.0.1:3999/callback"
GOODBYE = "http://127.0.0.1:3999/goodbye"
RESOURCE, STOCK = "https://mcp.example.org", "https://stock.example.org"
SECRET = "a-secret-of-more-than-32-characters"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
GRANTS = ["authorization_code", "refresh_token", "client_credentials", DEVICE]
CLIENTS = {
    "judge": {
        "name": "Judge",
        "secret": SECRET,
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": [GOODBYE],
        "grant_types": GRANTS,
        "scopes": ["openid", "email", "offline_access", "read"],
        "audiences": [RESOURCE],
        "native": True,
        "first_party": True,
    },
    "service": {
        "name": "Service",
        "secret": SECRET,
        "grant_types": [EXCHANGE],
        "scopes": ["read"],
        "audiences": [RESOURCE, STOCK],
        "exchange_resources": [STOCK],
    },
    "mcp": {"name": "MCP", "redirect_uris": [CALLBACK], "native": True, "first_party": True},
}
PROVIDER = provider(
    CLIENTS, registration="open", resources=[RESOURCE, STOCK], scopes={"read": {"text": "Read your notes"}}
)


@pytest.fixture(scope="module")
def modules():
    npm_packages.install(npm_packages.find_npm(), FOLDER)
    return FOLDER / "node_modules"


@pytest.fixture(scope="module")
def browser(modules, tmp_path_factory):
    with server(tmp_path_factory.mktemp("provider"), **PROVIDER) as address:
        found = User(address.replace("127.0.0.1", "localhost"))
        yield found
        found.http.close()


def test_openid_client_logs_in_refreshes_introspects_and_revokes_with_and_without_proofs(browser, modules):
    command = ["node", FOLDER / "openid_client.mjs", browser.address, "judge", SECRET, CALLBACK, RESOURCE, GOODBYE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **pipes) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            word, _, rest = line.strip().partition(" ")
            if word == "BROWSER":
                print(browser.sent(rest), file=process.stdin, flush=True)
            elif word == "LOGOUT":
                print(browser.http.get(rest).headers["Location"], file=process.stdin, flush=True)
                assert browser.http.get("/_allauth/browser/v1/auth/session").status_code == 401
                browser.log_in()
            elif word == "DEVICE":
                browser.allow_device(rest)
                print(file=process.stdin, flush=True)
    assert process.returncode == 0, "".join(said)
    assert [line.split(" ", 1)[1].strip() for line in said if line.startswith("PASSED")] == [
        "code",
        "PAR",
        "refresh",
        "introspection and revocation",
        "DPoP",
        "device",
        "client credentials",
        "registration",
        "encrypted ID tokens and userinfo",
        "logout",
    ]


def test_oauth4webapi_goes_through_every_flow_steps_up_and_a_service_exchanges_the_token(browser, modules):
    with closing(User(browser.address, "careful@example.org")) as careful:
        careful.set_app_up()
        said = _said_by_oauth4webapi(careful)
    assert [line.split(" ", 1)[1].strip() for line in said if line.startswith("PASSED")] == [
        "PAR, code and DPoP",
        "refresh",
        "introspection",
        "device",
        "step-up",
        "token exchange",
        "revocation ends what was exchanged",
        "logout",
    ]


def _said_by_oauth4webapi(careful):
    script = FOLDER / "oauth4webapi.mjs"
    command = ["node", script, careful.address, "judge", SECRET, CALLBACK, RESOURCE, "service", STOCK, GOODBYE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **pipes) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            word, _, rest = line.strip().partition(" ")
            if word == "BROWSER":
                print(careful.sent(rest), file=process.stdin, flush=True)
            elif word == "LOGOUT":
                print(careful.http.get(rest).headers["Location"], file=process.stdin, flush=True)
                assert careful.http.get("/_allauth/browser/v1/auth/session").status_code == 401
            elif word == "DEVICE":
                careful.allow_device(rest)
                print(file=process.stdin, flush=True)
    assert process.returncode == 0, "".join(said)
    return said


@pytest.fixture(scope="module")
def python():
    return environment.python("oauth-clients", "authlib==1.9.10", "requests-oauthlib==2.0.0", "oauthlib==4.0.1")


@pytest.mark.parametrize("name", ["authlib", "requests-oauthlib"])
def test_clients_in_python_log_in_and_refresh(browser, python, name):
    plain_http = {"AUTHLIB_INSECURE_TRANSPORT": "1", "OAUTHLIB_INSECURE_TRANSPORT": "1"}
    command = [python, FOLDER / "python_clients.py", browser.address, "judge", SECRET, CALLBACK, name]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, env={**environment.CLEAN, **plain_http}, **pipes) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("BROWSER "):
                print(browser.sent(line.split()[1]), file=process.stdin, flush=True)
    assert process.returncode == 0, "".join(said)
    told = json.loads(said[-1].removeprefix("RESULT "))
    assert (told["email"], told["email_verified"]) == (EMAIL, True)


def test_the_suite_of_the_model_context_protocol_passes(browser, modules, node):
    suite = modules / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    command = [node, suite, "authorization", "--url", browser.address, "--client-id", "mcp"]
    options = ["--port", "3999", "--resource", RESOURCE]
    asked = re.compile(re.escape(browser.address) + r"/oauth/authorize\?\S+")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen([*command, *options], text=True, **pipes) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if found := asked.search(line):
                httpx.get(browser.sent(found[0]), timeout=10)
    assert process.returncode == 0, "".join(said)
    assert "Total: 2 passed, 0 failed" in "".join(said)
