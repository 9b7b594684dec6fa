"""The clock of a running server jumps an hour ahead and back: nobody is let in or locked out for it."""

import os
import signal
import time
from pathlib import Path

import httpx
import pytest
from tests.failure import report
from tests.failure.broken_redis import check
from tests.failure.systems import Gatepost, tool, until
from tests.failure.writers import KEY, NEW, PASSWORD

pytestmark = pytest.mark.live
LIBRARY = f"/usr/lib/{os.uname().machine}-linux-gnu/faketime/libfaketimeMT.so.1"
ANN = {"email": "ann@example.org", "password": PASSWORD}
JUMP, RECOVERY = 3600, 5


@pytest.fixture
def clock(tmp_path):
    """A file with how far the server's clock is ahead."""
    file = tmp_path / "clock"
    file.write_text("+0\n")
    return file


@pytest.fixture
def server(postgres, mails, clock, tmp_path):
    more = {"LD_PRELOAD": tool(LIBRARY, "faketime"), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    folder = tmp_path / "server"
    folder.mkdir()
    started = Gatepost(folder, mails.url, postgres.url, FAKETIME_DONT_FAKE_MONOTONIC="1", **more)
    yield started
    # The library's clock keeps the server from ending by itself.
    for process in (*started.workers(), *(one.pid for one in started.processes)):
        os.kill(process, signal.SIGKILL)
    started.close()


def test_a_clock_that_jumps_lets_nobody_in_and_locks_nobody_out(server, mails, clock):
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as app:
        revoked = {"X-Session-Token": app.post("auth/signup", json=ANN).json()["meta"]["session_token"]}
        mine = {"X-Session-Token": app.post("auth/login", json=ANN).json()["meta"]["session_token"]}
        assert app.delete("auth/session", headers=revoked).status_code == 401
        used = redeemed(app, mails, "before@example.org")
        for number, ahead in enumerate((JUMP, 0, -JUMP, 0)):
            jump(clock, ahead)
            seconds = until(lambda: app.post("auth/login", json=ANN).status_code == 200, "a login", RECOVERY)
            methods = app.post("auth/login", json=ANN).json()["data"]["methods"]
            assert abs(methods[0]["at"] - time.time() - ahead) < RECOVERY  # the server's clock has jumped
            assert app.get("auth/session", headers=mine).status_code == 200
            assert app.get("auth/session", headers=revoked).status_code in (401, 410)
            assert app.post("auth/password/reset", json={"key": used, "password": PASSWORD}).status_code == 400
            check(app, f"jump{number}")
            assert redeemed(app, mails, f"mail{number}@example.org") != used
            report.note(f"the clock ({number + 1}: now {ahead:+} s)", {}, seconds, [])


def jump(clock, ahead):
    new = Path(f"{clock}.new")
    new.write_text(f"{ahead:+}\n")
    new.rename(clock)


def redeemed(app, mails, email):
    """A user signs up, and sets a new password by a link that comes by mail within seconds; returns its key."""
    app.post("auth/signup", json=ANN | {"email": email})
    app.post("auth/password/request", json={"email": email})
    found = []

    def came():
        texts = [text.replace("=\n", "").replace("=3D", "=") for text in mails.to(email)]
        found[:] = [match[1] or match[2] for match in map(KEY.search, texts) if match]
        return found

    until(came, "a mail", 2 * RECOVERY)
    assert app.post("auth/password/reset", json={"key": found[0], "password": NEW}).status_code in (200, 401)
    return found[0]
