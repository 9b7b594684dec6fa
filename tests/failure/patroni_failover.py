"""The primary of PostgreSQL under Patroni is killed while users sign up, reset, revoke and redeem."""

import time

import httpx
import pytest
from tests.failure import report
from tests.failure.killed_workers import halves, once
from tests.failure.patroni_servers import Patroni
from tests.failure.systems import Gatepost, until
from tests.failure.writers import PASSWORD, Crowd

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
RECOVERY = 5
"""Seconds from the promotion of another primary until users log in."""


@pytest.fixture
def database():
    cluster = Patroni()
    yield cluster
    cluster.close()


@pytest.fixture(params=["HAProxy", "several hosts"])
def server(request, database, mails, tmp_path):
    started = Gatepost(tmp_path, mails.url, database.url if request.param == "HAProxy" else database.several)
    started.way, started.first = request.param, 0 if request.param == "HAProxy" else 100
    yield started
    started.close()


def test_a_failover_loses_nothing_and_lets_no_one_in_meanwhile(database, server, mails):
    """With `synchronous_mode`; a commit that was acknowledged is at a replica."""
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=60) as app:
        revoked = {"X-Session-Token": app.post("auth/signup", json=ANN).json()["meta"]["session_token"]}
        mine = {"X-Session-Token": app.post("auth/login", json=ANN).json()["meta"]["session_token"]}
        with Crowd(server, mails, first=server.first) as crowd:
            until(lambda: crowd.done() >= 8, "users")
            assert app.delete("auth/session", headers=revoked).status_code == 401
            gone = database.primary()
            gone.kill()
            began = time.monotonic()
            meanwhile = [
                app.get("auth/session", headers=revoked).status_code,
                app.post("auth/login", json=ANN | {"password": "wrong"}).status_code,
                app.get("auth/session", headers=mine).status_code,
            ]
            until(lambda: database.primary() not in (None, gone), "another primary")
            promoted = time.monotonic() - began
            until(lambda: app.post("auth/login", json=ANN).status_code == 200, "a login")
            seconds = time.monotonic() - began
            assert seconds - promoted < RECOVERY
            after = crowd.done()
            until(lambda: crowd.done() >= after + 8, "users after that")
            gone.start()
            until(lambda: database.replicas() == 2, "the return of the old primary")
        assert meanwhile == [503, 503, 503]
        assert app.get("auth/session", headers=revoked).status_code in (401, 410)
        assert app.get("auth/session", headers=mine).status_code == 200
    assert set(crowd.errors()) <= {"503"}, server.said()
    until(database.nothing_due, "the end of all messages")
    lost = crowd.lost() + once(crowd, mails)
    report.note(
        f"the primary under Patroni (kill -9), by {server.way}; promoted after {promoted:.1f} s",
        crowd.errors(),
        seconds,
        lost,
    )
    assert halves(database) == 0
