"""The server as a process, in an empty folder, with nothing configured."""

import atexit
import contextlib
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests.started import get, until, until_up

pytestmark = pytest.mark.live
COMMAND = os.environ.get("GATEPOST_TEST_COMMAND") or str(Path(sys.executable).parent / "gatepost")
EMAIL, PASSWORD, NEW = "ann@example.org", "tr0ub4dor-and-3", "an0ther-l0ng-one"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@functools.cache
def _migrated():
    """A database with all tables; making them takes longer than the rest of a server's start."""
    folder = Path(tempfile.mkdtemp(prefix="gatepost-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with server(folder, empty=True):
        pass
    return folder / ".gatepost" / "db.sqlite3"


@contextlib.contextmanager
def server(folder, *options, port=None, said=None, started=None, empty=False, **environment):
    """The address of a server in an empty folder, or one that a server has used.

    Args:
        folder: Where it starts. It finds a database there that has tables and no rows, but in production.
        options: Of `gatepost serve`.
        port: The port, if it matters.
        said: Gets what the server printed.
        started: Gets its process.
        empty: Whether it must make the database itself.
        environment: Its settings.
    """
    if not (empty or "--production" in options or "DATABASE_URL" in environment or (folder / ".gatepost").exists()):
        (folder / ".gatepost").mkdir(mode=0o700, parents=True)
        shutil.copy(_migrated(), folder / ".gatepost")
    port = port or free_port()
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port), *options],
        cwd=folder,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if started is not None:
        started.append(process)
    address = f"http://127.0.0.1:{port}"
    try:
        until_up(process, f"{address}/health")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if said is not None:
            said.append(process.stdout.read())
        process.stdout.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with server(tmp_path_factory.mktemp("server")) as found:
        yield found


class Visitor:
    def __init__(self, address, client):
        self.address, self.client = address, client
        self.http = httpx.Client(base_url=f"{address}/_allauth/{client}/v1/")
        if client == "browser":
            self.http.get("config")

    def call(self, verb, path, body=None):
        headers = {}
        if self.client == "browser":
            headers["X-CSRFToken"] = self.http.cookies["csrftoken"]
        response = self.http.request(verb, path, json=body, headers=headers)
        data = response.json()
        token = data.get("meta", {}).get("session_token")
        if token:
            self.http.headers["X-Session-Token"] = token
        return response.status_code, data

    def mail(self, to, seen):
        """The newest mail to somebody that holds a code, once there are more of them than were seen."""

        def newest():
            found = [one for one in get(f"{self.address}/dev/inbox.json").json() if one["to"] == to and one["code"]]
            return found[0] if len(found) > seen else None

        return until(newest, f"a mail to {to}")

    def close(self):
        self.http.close()


@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_whole_life(address, client):
    visitor, email = Visitor(address, client), f"{client}.{EMAIL}"
    assert visitor.call("POST", "auth/signup", {"email": email, "password": PASSWORD})[0] == 401
    mail = visitor.mail(email, 0)
    assert re.fullmatch(r"http://localhost:\d+/account/verify-email/gpv_\w+", mail["links"][0])
    assert visitor.call("POST", "auth/email/verify", {"key": mail["code"]})[0] == 200
    assert visitor.call("GET", "auth/session")[1]["data"]["user"]["email"] == email
    assert len(visitor.call("GET", "auth/sessions")[1]["data"]) == 1
    # Nobody is asked twice within seconds here (`flow.fresh_login_counts`).
    assert visitor.call("GET", "account/authenticators/webauthn")[0] == 200
    assert visitor.call("DELETE", "auth/session")[0] == 401
    visitor.close()

    visitor = Visitor(address, client)
    assert visitor.call("POST", "auth/login", {"email": email, "password": "wrong"})[0] == 400
    assert visitor.call("POST", "auth/login", {"email": email, "password": PASSWORD})[0] == 200
    visitor.close()

    visitor = Visitor(address, client)
    assert visitor.call("POST", "auth/password/request", {"email": email})[0] == 401
    mail = visitor.mail(email, 1)
    assert visitor.call("POST", "auth/password/reset", {"key": mail["code"], "password": NEW})[0] == 401
    assert visitor.call("POST", "auth/code/request", {"email": email})[0] == 401
    code = visitor.mail(email, 2)["code"]
    assert visitor.call("POST", "auth/code/confirm", {"code": code})[0] == 200
    number = visitor.call("GET", "auth/sessions")[1]["data"][0]["id"]
    assert visitor.call("DELETE", "auth/sessions", {"sessions": [number]})[0] == 401
    visitor.close()


def test_pages_are_there_and_closed(address):
    for path in ("/", "/_allauth/openapi.html", "/dev/inbox", "/account/verify-email/x"):
        response = httpx.get(f"{address}{path}")
        assert response.status_code == 200 or "make web" in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert httpx.get(f"{address}/admin/login/").status_code == 200
    assert httpx.get(f"{address}/no-such-page").status_code == 404
    assert httpx.get(f"{address}/_allauth/openapi.json").json()["openapi"] == "3.1.0"


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_an_error_page_is_in_the_visitors_language(address):
    page = httpx.get(f"{address}/no-such-page", headers={"Accept-Language": "fr-CH, en;q=0.3", "Accept": BROWSER})
    assert page.headers["Content-Language"] == "fr"
    assert '<html lang="fr">' in page.text
    assert "<h1>Page non trouvée</h1>" in page.text
    answer = httpx.get(f"{address}/no-such-page", headers={"Accept-Language": "de", "Accept": "application/json"})
    assert answer.json()["detail"] == "Nicht gefunden"


@pytest.mark.parametrize("path", ["/no-such-page", "/_allauth/browser/v1/no-such-step", "/api/no-such-step"])
def test_a_browser_at_an_unknown_address_is_led_on_and_a_program_gets_json(address, path):
    page = httpx.get(f"{address}{path}", headers={"Accept": BROWSER})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<a href="/">Go to the start page</a><a href="/_allauth/openapi.html">API</a>' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for accepted in ("*/*", "application/json"):  # of most programs, and of scripts in a page
        answer = httpx.get(f"{address}{path}", headers={"Accept": accepted})
        assert answer.status_code == 404
        assert answer.json()["detail"] == "Not Found"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_in_development_a_page_of_either_name_of_this_machine_logs_in(address, name):
    port = address.rpartition(":")[2]
    url = f"{address}/api/v1/dj-rest-auth/login/"
    body = {"email": "nobody@example.org", "password": PASSWORD}
    assert httpx.post(url, json=body, headers={"Origin": f"http://{name}:{port}"}).status_code == 400
    assert httpx.post(url, json=body, headers={"Origin": f"http://{name}:1"}).status_code == 403


def test_keys_are_private_and_the_server_goes_on_with_them(tmp_path):
    with server(tmp_path, empty=True) as first:
        visitor = Visitor(first, "app")
        visitor.call("POST", "auth/signup", {"email": EMAIL, "password": PASSWORD})
        token = visitor.http.headers["X-Session-Token"]
        visitor.close()
    keys = tmp_path / ".gatepost" / "keys"
    assert keys.stat().st_mode & 0o777 == 0o600
    with server(tmp_path) as second:
        answer = httpx.get(f"{second}/_allauth/app/v1/auth/session", headers={"X-Session-Token": token})
        assert [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")] == ["verify_email"]


def run(folder, *options, **environment):
    """A command; a server gets a port of its own, for other tests run beside this one."""
    if options[0] == "serve" and "--port" not in options:
        options += ("--port", str(free_port()))
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    return subprocess.run(
        [COMMAND, *options],
        cwd=folder,
        env={**clean, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_production_names_everything_that_is_missing(tmp_path):
    result = run(tmp_path, "serve", "--production")
    assert result.returncode == 1
    for name in ("GATEPOST_KEYS", "GATEPOST_PUBLIC_URL", "DATABASE_URL", "EMAIL_URL", "GATEPOST_SECRET_KEY"):
        assert name in result.stderr
    assert not (tmp_path / ".gatepost").exists()


def test_k3_a_bad_key_stops_the_start(tmp_path):
    result = run(tmp_path, "serve", GATEPOST_KEYS="short")
    assert (result.returncode, "KEYS" in result.stderr) == (1, True)
    assert "short" not in result.stderr


def test_development_listens_on_loopback_only(tmp_path):
    result = run(tmp_path, "serve", "--host", "0.0.0.0")
    assert (result.returncode, "loopback" in result.stderr) == (1, True)


def test_an_unknown_setting_is_named_with_the_right_one(tmp_path):
    result = run(tmp_path, "serve", GATEPOST_SESSIONS__IDLE_SECOND="5")
    assert (result.returncode, "idle_seconds" in result.stderr) == (1, True)


@pytest.mark.skipif(os.environ.get("GATEPOST_TEST_DATABASE") != "postgresql", reason="needs PostgreSQL")
def test_two_processes_on_one_database_agree_at_once(tmp_path):
    import psycopg  # noqa: PLC0415 - only where there is a server

    with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS gatepost_live")
        connection.execute("CREATE DATABASE gatepost_live")
    key = run(tmp_path, "keys", "generate").stdout.strip()
    shared = {"DATABASE_URL": "postgres://postgres@127.0.0.1/gatepost_live", "GATEPOST_KEYS": key}
    run(tmp_path, "users", "create", "--email", EMAIL, "--password", PASSWORD, **shared)
    with server(tmp_path, **shared) as one, server(tmp_path, **shared) as two:
        visitor = Visitor(one, "app")
        assert visitor.call("POST", "auth/login", {"email": EMAIL, "password": PASSWORD})[0] == 200
        headers = {"X-Session-Token": visitor.http.headers["X-Session-Token"]}
        elsewhere = f"{two}/_allauth/app/v1/auth/session"
        assert httpx.get(elsewhere, headers=headers).status_code == 200
        assert visitor.call("DELETE", "auth/session")[0] == 401
        assert httpx.get(elsewhere, headers=headers).status_code == 410
        visitor.close()


class TwoHosts(httpx.HTTPTransport):
    """Every name leads to the server on this machine, as a hosts file would do it."""

    def handle_request(self, request):
        url = request.url.copy_with(host="127.0.0.1")
        here = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return super().handle_request(here)


def test_a_front_end_and_the_api_on_two_hosts_of_one_domain(tmp_path):
    page = "http://app.example.test"
    settings = {"GATEPOST_COOKIE_DOMAIN": "example.test", "GATEPOST_HEADLESS__CORS_ORIGINS": f'["{page}"]'}
    with server(tmp_path, **settings) as address:
        api = address.replace("127.0.0.1", "api.example.test") + "/_allauth/browser/v1"
        run(tmp_path, "users", "create", "--email", EMAIL, "--password", PASSWORD)
        with httpx.Client(transport=TwoHosts(), headers={"Origin": page}) as browser:
            asked = browser.options(
                f"{api}/auth/login",
                headers={"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-csrftoken"},
            )
            assert asked.headers["Access-Control-Allow-Origin"] == page
            assert "x-csrftoken" in asked.headers["Access-Control-Allow-Headers"]
            browser.get(f"{api}/config")
            (csrf,) = [cookie for cookie in browser.cookies.jar if cookie.name == "csrftoken"]
            assert csrf.domain == ".example.test"
            headers = {"X-CSRFToken": csrf.value}
            body = {"email": EMAIL, "password": PASSWORD}
            foreign = {**headers, "Origin": "http://app.example.test.evil.test"}
            assert browser.post(f"{api}/auth/login", json=body, headers=foreign).status_code == 403
            answer = browser.post(f"{api}/auth/login", json=body, headers=headers)
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, page)
            assert answer.headers["Access-Control-Allow-Credentials"] == "true"
            assert browser.get(f"{api}/auth/session").status_code == 200
            other = browser.get(f"{api}/auth/session", headers={"Origin": "http://evil.test"})
            assert "Access-Control-Allow-Origin" not in other.headers


def test_a12_two_hundred_logins_at_once_leave_the_server_alive(tmp_path):
    with server(tmp_path) as address:
        run(tmp_path, "users", "create", "--email", EMAIL, "--password", PASSWORD)
        visitor = Visitor(address, "app")
        assert visitor.call("POST", "auth/login", {"email": EMAIL, "password": PASSWORD})[0] == 200

        def log_in(number):
            url = f"{address}/_allauth/app/v1/auth/login"
            answer = httpx.post(url, json={"email": f"{number}.{EMAIL}", "password": "wrong"}, timeout=60)
            return answer.status_code, answer.headers.get("Retry-After")

        with ThreadPoolExecutor(50) as pool:
            attempts = pool.map(log_in, range(200))
            health = [httpx.get(f"{address}/health", timeout=60).status_code for _ in range(20)]
            assert visitor.call("DELETE", "auth/session")[0] == 401
            found = set(attempts)
        assert set(health) == {200}
        assert found <= {(400, None), (503, "5")}
        assert (400, None) in found
        visitor.close()


def test_after_a_body_that_is_too_large_the_connection_goes_on(address):
    with httpx.Client(base_url=f"{address}/_allauth/app/v1/") as client:
        for size in (70_000, 900_000):
            assert client.post("auth/login", content=b'{"email": "' + b"x" * size + b'"}').status_code == 413
            assert client.post("auth/login", json={}).status_code == 400
