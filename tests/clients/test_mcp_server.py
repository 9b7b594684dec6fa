"""`examples/mcp_server` as it stands there, with the OAuth clients of `mcp` and `fastmcp`."""

import json
import os
import re
import shutil
import subprocess
from urllib.parse import urlencode

import httpx
import pytest
from tests import npm_packages
from tests.live.test_server import free_port
from tests.moving_in import environment
from tests.oauth import pkce, query
from tests.started import until_up

from gatepost.testing.totp import TotpApp

pytestmark = pytest.mark.live
CALLBACK = "http://127.0.0.1:3999/callback"
EMAIL, PASSWORD = "ann@example.org", "tr0ub4dor-and-3"
CAREFUL = "careful@example.org"
INSPECTOR = "@modelcontextprotocol/inspector@2.12.0"
PACKAGES = ("mcp==2.3.0", "fastmcp==4.2.3", "uvicorn")
CLIENT = environment.ROOT / "tests" / "clients" / "oauth" / "mcp_client.py"


@pytest.fixture(scope="module")
def python():
    return environment.python("mcp", *PACKAGES)


@pytest.fixture(scope="module")
def address(python, tmp_path_factory):
    """The address of the running example, with one user."""
    copy, port = tmp_path_factory.mktemp("example") / "mcp_server", free_port()
    shutil.copytree(environment.ROOT / "examples" / "mcp_server", copy, ignore=shutil.ignore_patterns("*.sqlite3"))
    settings = copy / "config" / "settings.py"
    settings.write_text(settings.read_text().replace("localhost:8000", f"localhost:{port}"))

    def manage(*words):
        done = subprocess.run(
            [python, "manage.py", *words], cwd=copy, env=environment.CLEAN, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    manage("makemigrations", "--check", "--dry-run")
    manage("migrate", "-v", "0")
    for email in (EMAIL, CAREFUL):
        manage("gatepost", "users", "create", "--email", email, "--password", PASSWORD)
    command = [python, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=copy, env=environment.CLEAN)
    try:
        found = f"http://localhost:{port}"
        until_up(process, f"{found}/.well-known/oauth-protected-resource/mcp")
        yield found
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def browser(address):
    found = Browser(address)
    yield found
    found.http.close()


class Browser:
    """The browser of a user who is logged in, and consents."""

    def __init__(self, address, email=EMAIL):
        self.address, self.email, self.consents = address, email, []
        self.http = httpx.Client(base_url=address, timeout=10)
        self.http.get("/_allauth/browser/v1/config")
        answer = self.call("POST", "auth/login", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def log_in_with_an_app(self):
        """Set an authenticator app up, and log in again with password and code."""
        assert self.call("POST", "auth/reauthenticate", json={"password": PASSWORD}).status_code == 200
        secret = self.call("GET", "account/authenticators/totp").json()["meta"]["secret"]
        app = TotpApp(secret)
        assert self.call("POST", "account/authenticators/totp", json={"code": app.code()}).status_code == 200
        self.call("DELETE", "auth/session")
        assert self.call("POST", "auth/login", json={"email": self.email, "password": PASSWORD}).status_code == 401
        answer = self.call("POST", "auth/2fa/authenticate", json={"code": app.code(1)})  # each code is accepted once
        assert answer.status_code == 200, answer.text

    def call(self, verb, path, *, key="", **options):
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Origin": self.address}
        if key:
            headers["X-Authorization-Request"] = key
        return self.http.request(verb, f"/_allauth/browser/v1/{path}", headers=headers, **options)

    def sent(self, url):
        """Where the browser goes back to, once the user has consented."""
        key = self.http.get(url).headers["Location"].partition("#request=")[2]
        self.consents.append(self.call("GET", "auth/authorization", key=key).json()["data"])
        return self.call("POST", "auth/authorization", key=key).json()["data"]["location"]


def run(python, browser, name, callback):
    """What a client said, by the first word of each line."""
    command = [python, CLIENT, f"{browser.address}/mcp", callback, name]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said, lines = {}, []
    with subprocess.Popen(command, text=True, env=environment.CLEAN, **pipes) as process:
        for line in process.stdout:
            lines.append(line)
            word, _, rest = line.strip().partition(" ")
            said[word] = rest
            if word == "BROWSER":
                print(browser.sent(rest), file=process.stdin, flush=True)
    assert process.returncode == 0, "".join(lines)
    return said


def ask(address, token):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    return httpx.post(f"{address}/mcp", json=body, headers=headers)


def token(browser, **asked):
    """An access token of a client that registers for it."""
    registered = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "scope": "openid notes"}
    client_id = httpx.post(f"{browser.address}/oauth/register", json=registered).json()["client_id"]
    verifier, challenge = pkce()
    shared = {"client_id": client_id, "redirect_uri": CALLBACK}
    asked |= {**shared, "response_type": "code", "code_challenge": challenge, "code_challenge_method": "S256"}
    code = query(browser.sent(f"/oauth/authorize?{urlencode(asked)}"))["code"]
    form = {**shared, "grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return httpx.post(f"{browser.address}/oauth/token", data=form).json()["access_token"]


@pytest.mark.parametrize("name", ["mcp", "fastmcp"])
def test_a_client_discovers_registers_gets_consent_and_calls_tools(python, browser, name):
    said = run(python, browser, name, CALLBACK)
    names, who, notes, [archived] = json.loads(said["RESULT"])
    assert names == ["whoami", "add_note", "list_notes", "read_archive"]
    assert who == [EMAIL]
    assert f"from {name}" in notes
    assert json.loads(archived)["notes"] == notes
    assert json.loads(archived)["by"] == ["notes-tools"]
    [consent] = browser.consents
    assert consent["needs"] == "consent"
    assert not consent["app"]["verified"]
    assert consent["resources"] == [f"{browser.address}/mcp"]
    assert "notes" in [one["name"] for one in consent["scopes"]]
    assert [app["app"]["name"] for app in browser.call("GET", "account/apps").json()["data"]]


def test_others_are_refused_with_what_to_do(address):
    for token in ("", "x", "a.b.c"):
        answer = ask(address, token)
        assert answer.status_code == 401
        challenge = answer.headers["WWW-Authenticate"]
        assert f'resource_metadata="{address}/.well-known/oauth-protected-resource/mcp"' in challenge
        assert 'scope="notes"' in challenge


def test_tokens_without_the_scope_or_for_another_audience_are_refused(browser):
    resource = f"{browser.address}/mcp"
    assert ask(browser.address, token(browser, scope="openid notes", resource=resource)).status_code == 200
    lacking = ask(browser.address, token(browser, scope="openid", resource=resource))
    assert lacking.status_code == 403
    assert 'error="insufficient_scope"' in lacking.headers["WWW-Authenticate"]
    other = ask(browser.address, token(browser, scope="openid notes"))
    assert other.status_code == 401
    assert 'error="invalid_token"' in other.headers["WWW-Authenticate"]


def test_a_token_for_the_tools_opens_no_other_api(browser):
    for_tools = token(browser, scope="openid notes", resource=f"{browser.address}/mcp")
    answer = httpx.get(f"{browser.address}/archive", headers={"Authorization": f"Bearer {for_tools}"})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.fixture
def careful(address):
    found = Browser(address, CAREFUL)
    yield found
    found.http.close()


def test_clearing_needs_a_second_factor_which_the_app_asks_its_user_for(careful):
    resource = f"{careful.address}/archive"
    weak = {"Authorization": f"Bearer {token(careful, scope='openid notes', resource=resource)}"}
    assert httpx.get(resource, headers=weak).status_code == 200
    answer = httpx.delete(resource, headers=weak)
    assert answer.status_code == 401
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge
    asked = dict(re.findall(r'(acr_values|max_age)="?(\w+)', challenge))
    assert asked == {"acr_values": "aal2", "max_age": "300"}
    careful.log_in_with_an_app()
    strong = {"Authorization": f"Bearer {token(careful, scope='openid notes', resource=resource, **asked)}"}
    assert httpx.delete(resource, headers=strong).json() == {"notes": []}


def inspector():
    """The inspector's program; installed without a lock file, because `npm ci` refuses that of one of its packages."""
    folder = environment.ROOT / ".venv" / "inspector"
    script = folder / "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"
    if not script.is_file():
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, INSPECTOR]
        done = subprocess.run(
            [npm_packages.find_npm(), "install", *options], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return script


def test_the_inspector_discovers_registers_gets_consent_and_calls_a_tool(browser, node, tmp_path):
    script = inspector()
    callback = f"http://127.0.0.1:{free_port()}/oauth/callback"
    asked = ["--method", "tools/call", "--tool-name", "whoami", "--callback-url", callback, "--format", "json"]
    command = [node, script, "--cli", "--transport", "http", "--server-url", f"{browser.address}/mcp", *asked]
    terminal, own = os.openpty()  # it logs nobody in without one
    pipes = {"stdin": terminal, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    env = {**environment.CLEAN, "HOME": str(tmp_path), "BROWSER": "true"}
    said, sent = [], False
    with subprocess.Popen(command, text=True, env=env, **pipes) as process:
        for line in process.stdout:
            said.append(line)
            found = re.search(re.escape(browser.address) + r"/oauth/authorize\?[^\s\"]+", line)
            if found and not sent:
                sent = httpx.get(browser.sent(found[0]), timeout=10).is_success
    for one in (terminal, own):
        os.close(one)
    assert process.returncode == 0, "".join(said)
    assert EMAIL in "".join(said)
    assert [consent["resources"] for consent in browser.consents] == [[f"{browser.address}/mcp"]]
