"""Users in sync and async views, of Django, REST framework (adrf) and Ninja, under uvicorn, daphne and hypercorn."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.live.test_server import free_port
from tests.started import until_up
from tests.users import BOB

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
PROJECT = "tests.live.async_project"
APPLICATION = f"{PROJECT}.asgi:application"
SERVERS = ("uvicorn", "daphne", "hypercorn")
VIEWS = {
    "cookie": ["sync/", "async/", "twice/", "header/sync/", "header/async/", "rest/", "ninja/async", "ninja/sync"],
    "session token": ["header/sync/", "header/async/", "rest/", "ninja/async", "ninja/sync"],
    "key": ["header/sync/", "header/async/", "rest/", "ninja/async", "ninja/sync"],
    "access token": ["header/sync/", "header/async/", "rest/", "ninja/async", "ninja/sync"],
}
"""Where each credential counts."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    return clean | {
        "DJANGO_SETTINGS_MODULE": f"{PROJECT}.settings",
        "ASYNC_PROJECT_DATABASE": str(tmp_path_factory.mktemp("async") / "db.sqlite3"),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture(scope="module")
def credentials(environment):
    command = [sys.executable, "-m", f"{PROJECT}.credentials"]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(made.stdout.splitlines()[-1])


def listening(name, folder):
    """The server's options, and a client for it; uvicorn listens on a Unix socket, where no visitor has an address."""
    if name == "uvicorn":
        socket = str(folder / "app.sock")
        return ["--uds", socket], httpx.Client(transport=httpx.HTTPTransport(uds=socket), base_url="http://app")
    port = free_port()
    options = ["-b", "127.0.0.1", "-p", str(port)] if name == "daphne" else ["-b", f"127.0.0.1:{port}"]
    return options, httpx.Client(base_url=f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module", params=SERVERS)
def http(request, tmp_path_factory, environment, credentials):
    folder = tmp_path_factory.mktemp(request.param)
    options, client = listening(request.param, folder)
    log = folder / "log"

    def ask(where):
        if request.param == "uvicorn" and not Path(options[1]).exists():
            raise httpx.ConnectError("no socket yet")  # httpx would try, and leave a socket of its own open
        return client.get(where)

    with log.open("w") as output, client:
        command = [sys.executable, "-m", request.param, *options, APPLICATION]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            until_up(process, "/address/", log=log, any_status=True, ask=ask)
            yield client
        finally:
            process.terminate()
            process.wait(30)
    assert "SynchronousOnlyOperation" not in log.read_text()


@pytest.mark.parametrize("shown", VIEWS)
def test_every_view_sees_the_user(http, credentials, shown):
    for where in VIEWS[shown]:
        answer = http.get(f"/{where}", headers=credentials[shown])
        assert answer.status_code == 200, (where, answer.text)
        found = answer.json()
        assert (found["pk"], found["email"], found["active"]) == (credentials["pk"], BOB, True), where
        assert found.get("same", True)


def test_nobody_is_anonymous_or_refused(http):
    for where in ("sync/", "async/", "twice/", "header/sync/", "header/async/"):
        assert http.get(f"/{where}").json()["pk"] is None
    for where in ("rest/", "ninja/async", "ninja/sync"):
        assert http.get(f"/{where}").status_code in (401, 403)


@pytest.mark.parametrize("header", [{"X-Session-Token": "gps_junk"}, {"Authorization": "Bearer gpk_junk"}])
def test_bad_credentials_are_refused(http, header):
    for where in ("header/sync/", "header/async/", "rest/", "ninja/async", "ninja/sync"):
        assert http.get(f"/{where}", headers=header).status_code in (401, 403), where


def test_an_async_view_keeps_its_session_as_long_as_the_setting_says(http):
    jar = httpx.Cookies()
    for count in (1, 2):
        answer = http.get("/cart/", headers={"Cookie": "; ".join(f"{one}={value}" for one, value in jar.items())})
        assert answer.json() == {"count": count, "age": 600}
        assert "Max-Age=600" in answer.headers["Set-Cookie"]
        jar = answer.cookies


def test_the_native_api_logs_in(http):
    answer = http.post("/_allauth/app/v1/auth/login", json={"email": BOB, "password": "bob-Secret-77"})
    assert answer.status_code == 200
    token = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    assert http.get("/header/async/", headers=token).json()["email"] == BOB


def test_the_address_is_that_of_the_proxies_header_in_several_lines(http):
    lines = [("Forwarded", 'for=6.6.6.6;host="'), ("Forwarded", 'for="[2001:db8::7]:4711", for=5.5.5.5')]
    assert http.get("/address/", headers=lines).json() == {"address": "2001:db8::7"}
