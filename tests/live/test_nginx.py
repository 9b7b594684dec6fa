"""The documented configuration in a real nginx: it asks the server, and passes requests on to something else."""

import contextlib
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

import httpx
import pytest
from tests.live.test_server import COMMAND, PASSWORD, Visitor, free_port, server
from tests.started import until_up

pytestmark = pytest.mark.live
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "forward-auth.md"
OFFERED = ("User", "User-Id", "Username", "Email", "Level", "Scope")
MADE_UP = dict.fromkeys((f"X-Auth-{name}" for name in OFFERED), "root")
FRAME = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream app {{ server 127.0.0.1:{app}; }}
  upstream gatepost {{ server {gatepost}; }}
  {server}
}}
"""


class Echo(http.server.BaseHTTPRequestHandler):
    """What stands behind the proxy: says what reached it."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        told = {"path": self.path, "body": body, "headers": {key.lower(): value for key, value in self.headers.items()}}
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def upstream():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def nginx(folder, gatepost, *, server, app=1):
    """A real nginx with a `server` block; `{port}` in it is where it listens. Gives its address."""
    port = free_port()
    text = FRAME.format(folder=folder, app=app, gatepost=gatepost, server=server.replace("{port}", str(port)))
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        until_up(process, f"http://127.0.0.1:{port}/", log=folder / "error.log", any_status=True)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def documented(gatepost):
    """The configuration from the docs."""
    block = re.search(r"```nginx\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[1]
    return block.replace("listen 443 ssl;", "listen 127.0.0.1:{port};").replace("auth.example.org", gatepost)


def require_nginx():
    """A bare machine skips; CI must have it."""
    if NGINX is None:
        if os.environ.get("GATEPOST_CI"):
            raise RuntimeError("CI must have nginx")
        pytest.skip("needs nginx")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Addresses of the proxy and of the server, and the folder of the latter."""
    require_nginx()
    home = tmp_path_factory.mktemp("server")
    with (
        server(home, GATEPOST_FORWARD_AUTH__EMAIL="true") as gatepost,
        upstream() as app,
    ):
        inner = gatepost.removeprefix("http://")
        with nginx(tmp_path_factory.mktemp("nginx"), inner, server=documented(inner), app=app) as proxy:
            yield proxy, gatepost, home


def somebody(gatepost, client, email):
    visitor = Visitor(gatepost, client)
    visitor.call("POST", "auth/signup", {"email": email, "password": PASSWORD})
    assert visitor.call("POST", "auth/email/verify", {"key": visitor.mail(email, 0)["code"]})[0] == 200
    return visitor


def test_nobody_gets_through(project):
    proxy, _, _ = project
    for headers in ({}, MADE_UP, {"Authorization": "Bearer gpk_junk"}, {"X-Original-Method": "GET", **MADE_UP}):
        answer = httpx.get(f"{proxy}/page", headers=headers)
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_nobody_asks_the_inner_address(project):
    proxy, _, _ = project
    assert httpx.get(f"{proxy}/auth/verify").status_code == 404


def test_a_browser_gets_through_as_itself_whatever_it_says(project):
    proxy, gatepost, _ = project
    visitor = somebody(gatepost, "browser", "browser@example.org")
    cookies = {"sessionid": visitor.http.cookies["sessionid"]}
    for headers in ({}, MADE_UP, {"X_Auth_User": "root"}):
        told = httpx.get(f"{proxy}/page?x=1", headers=headers, cookies=cookies).json()
        assert told["path"] == "/page?x=1"
        assert told["headers"]["x-auth-user"] == told["headers"]["x-auth-user-id"]
        assert told["headers"]["x-auth-email"] == "browser@example.org"
        assert told["headers"]["x-auth-level"] == "1"
        assert "root" not in told["headers"].values()
        assert "x-auth-scope" not in told["headers"]
    assert httpx.post(f"{proxy}/page", content="text", cookies=cookies).json()["body"] == "text"
    forged = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}
    assert httpx.post(f"{proxy}/page", content="text", cookies=cookies, headers=forged).status_code == 403
    assert httpx.get(f"{proxy}/page", cookies=cookies, headers=forged).status_code == 200
    assert httpx.get(f"{proxy}/vault/", cookies=cookies, headers=MADE_UP).status_code == 403
    visitor.call("DELETE", "auth/session")
    assert httpx.get(f"{proxy}/page", cookies=cookies).status_code == 401
    visitor.close()


def test_an_app_and_a_key_get_through(project):
    proxy, gatepost, home = project
    email = "app@example.org"
    visitor = somebody(gatepost, "app", email)
    token = {"X-Session-Token": visitor.http.headers["X-Session-Token"]}
    assert httpx.get(f"{proxy}/page", headers=token).json()["headers"]["x-auth-email"] == email
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    made = [COMMAND, "tokens", "create", email, "--name", "ci", "--scope", "read"]
    clean["GATEPOST_TOKENS__SCOPES"] = '["read"]'
    output = subprocess.run(made, cwd=home, env=clean, capture_output=True, text=True, check=True).stdout
    key = {"Authorization": f"Bearer {re.search(r'gpk_[0-9A-Za-z]{49}', output)[0]}"}
    told = httpx.get(f"{proxy}/page", headers={**key, **MADE_UP}).json()["headers"]
    assert (told["x-auth-email"], told["x-auth-scope"]) == (email, "read")
    assert httpx.get(f"{proxy}/vault/", headers=key).status_code == 403
    visitor.close()
