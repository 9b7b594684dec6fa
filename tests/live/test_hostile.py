"""Hostile requests against the server as a process: no 5xx, and a log entry for every failure."""

import contextlib
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.dialects import urls as dialects
from tests.hostile import Hostile
from tests.live.test_server import EMAIL, PASSWORD, Visitor, run, server

pytestmark = pytest.mark.live
REQUESTS = int(os.environ.get("GATEPOST_HOSTILE_REQUESTS", "1500"))


def sent(connection, verb, path, headers, body):
    """The status, or None where the server closed the connection on what is no HTTP."""
    try:
        connection.putrequest(
            verb, path.encode("utf-8", "surrogateescape").decode("latin-1"), skip_accept_encoding=True
        )
        for name, value in headers.items():
            if name in ("Host", "Transfer-Encoding"):  # twice, or beside a length: what these do is looked at below
                continue
            connection.putheader(name, value.encode("utf-8"))
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        with connection.getresponse() as response:
            response.read()
            return response.status
    except (http.client.HTTPException, ConnectionError, ValueError):
        connection.close()
        return None


LOGIN = b"POST /_allauth/app/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LIES = [
    LOGIN + b"Content-Length: 500\r\n\r\n{}",
    LOGIN + b"Content-Length: 1\r\n\r\n{}",
    LOGIN + b"Content-Length: -1\r\n\r\n{}",
    LOGIN + b"Content-Length: x\r\n\r\n{}",
    LOGIN + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    LOGIN + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    LOGIN + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    LOGIN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    LOGIN + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    LOGIN + b"Transfer-Encoding: x\r\n\r\n{}",
    LOGIN + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    LOGIN + b"X: y\r\n" * 2000 + b"\r\n",
    LOGIN.replace(b"HTTP/1.1", b"HTTP/9.9") + b"\r\n",
    LOGIN.replace(b"localhost", b"evil.example") + b"Content-Length: 2\r\n\r\n{}",
    LOGIN.replace(b"Host: localhost\r\n", b"") + b"Content-Length: 2\r\n\r\n{}",
    LOGIN.replace(b"/_allauth", b"/\x00\xff_allauth") + b"Content-Length: 2\r\n\r\n{}",
    LOGIN.replace(b"/_allauth/app", b"http://[/_allauth/app") + b"Content-Length: 2\r\n\r\n{}",
    LOGIN.replace(b"POST /_allauth/app/v1/auth/login", b"CONNECT localhost:443") + b"\r\n",
    LOGIN.replace(b"POST /_allauth/app/v1/auth/login", b"OPTIONS *") + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n",
]
"""What only a client that writes its own HTTP sends."""


def lied(port, sent):
    """What comes back before the server closes the connection, or waits for the rest."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client, contextlib.suppress(OSError):
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        while piece := client.recv(65536):
            found += piece
    return found


def test_hostile_requests_cause_no_5xx(tmp_path):
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown where the test fails
    settings = {
        "GATEPOST_TOKENS__KEYS": "true",
        "GATEPOST_LIMITS__ENABLED": "false",
        "GATEPOST_PASSKEY__SIGNUP": "true",
    }
    with server(tmp_path, **settings) as address:
        run(tmp_path, "users", "create", "--superuser", "--username", "root", "--email", EMAIL, "--password", PASSWORD)
        app, browser = Visitor(address, "app"), Visitor(address, "browser")
        for visitor in (app, browser):
            visitor.call("POST", "auth/login", {"email": EMAIL, "password": PASSWORD})
        cookies = dict(browser.http.cookies)
        token = app.http.headers.get("X-Session-Token", "x")
        hostile = Hostile(seed, dialects.urlpatterns, cookies=[cookies], headers=[{"X-Session-Token": token}])
        hostile.addresses += ["/api/djoser/users/", "/api/knox/login/", "/api/token/", "/api/whoami/", "/auth/verify"]
        hostile.addresses += ["/", "/account/x", "/dev/inbox", "/verify-email/<>", "/reset/<>/<>", "/static/<>"]
        connection = http.client.HTTPConnection("127.0.0.1", int(address.rsplit(":", 1)[1]), timeout=60)
        statuses = []
        for number in range(REQUESTS):
            drawn = hostile.draw()
            status = sent(connection, *drawn)
            statuses.append(status)
            assert status is None or status < 500, (seed, number, drawn)
        assert sum(status is not None for status in statuses) > REQUESTS / 2
        connection.close()
        for lie in LIES:
            assert not re.match(rb"HTTP/1.1 5", lied(int(address.rsplit(":", 1)[1]), lie)), lie
        assert httpx.get(f"{address}/livez").status_code == 200
        app.close()
        browser.close()


REFUSED = [
    ("POST", "/oauth/introspect", "application/json", 400),
    ("POST", "/oauth/userinfo", "text/plain", 400),
    ("POST", "/oauth/register", "application/x-www-form-urlencoded", 413),
    ("POST", "/.well-known/openid-configuration", "application/json", 405),
    ("POST", "/health", "text/plain", 405),
    ("POST", "/nowhere", "application/json", 404),
    ("PUT", "/oauth/token", "application/json", 405),
]


def test_a_client_still_sending_its_large_body_saw_the_connection_end_without_an_answer(tmp_path):
    with server(tmp_path, GATEPOST_PROVIDER__ENABLED="true", GATEPOST_LIMITS__ENABLED="false") as address:
        for verb, path, kind, status in REFUSED * 15:
            with contextlib.closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)) as one:
                one.request(verb, path, b"x" * 3_000_000, {"Content-Type": kind})
                assert one.getresponse().status == status, (verb, path, kind)


FAILING = """
import os, secrets, sys
from gatepost.ground import keyring
os.environ.update(GATEPOST_HOME=sys.argv[1], DJANGO_SETTINGS_MODULE="gatepost.server.settings")
if sys.argv[2] == "production":
    os.environ.update(GATEPOST_PRODUCTION="1", GATEPOST_PUBLIC_URL="https://localhost", EMAIL_URL="smtp://localhost",
        DATABASE_URL="sqlite:///" + sys.argv[1] + "/db.sqlite3", GATEPOST_SECRET_KEY=secrets.token_urlsafe(50),
        GATEPOST_KEYS=keyring.generate())
from gatepost.server.wsgi import application
from django.test import Client
from django.urls import path
from gatepost.server import urls

def fails(request):
    raise RuntimeError("no luck with gpv_" + "k" * 49)

urls.urlpatterns.insert(0, path("", fails))
client = Client(raise_request_exception=False, HTTP_HOST="localhost")
answer = client.get("/", secure=True, headers={"X-Request-ID": "from-the-proxy.1", "Accept": "application/json"})
print(answer.status_code, answer.headers["X-Request-ID"], answer.content.decode())
"""


@pytest.mark.parametrize("mode", ["development", "production"])
def test_every_500_is_logged_with_the_id_of_its_request(tmp_path, mode):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    done = subprocess.run(
        [sys.executable, "-c", FAILING, str(tmp_path), mode],
        cwd=Path(__file__).parents[2],
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    )
    status, number, body = done.stdout.split(maxsplit=2)
    assert (status, number) == ("500", "from-the-proxy.1")
    assert json.loads(body)["request_id"] == number
    assert "RuntimeError" in done.stderr
    assert "k" * 20 not in done.stderr
    if mode == "production":
        (entry,) = [json.loads(line) for line in done.stderr.splitlines()]
        assert (entry["request_id"], entry["level"], entry["path"], entry["status"]) == (number, "ERROR", "/", 500)
        assert "no luck with gpv_…" in entry["exception"]
    else:
        assert f"ERROR [{number}] django.request: Internal Server Error: /" in done.stderr
