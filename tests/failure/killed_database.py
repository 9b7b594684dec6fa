"""PostgreSQL is killed and restarted while users sign up, reset, revoke and redeem."""

import time

import httpx
import pytest
from tests.failure import report
from tests.failure.killed_workers import halves, once
from tests.failure.systems import until
from tests.failure.writers import PASSWORD, Crowd

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
DOWN_SECONDS = 2


@pytest.fixture
def app(gatepost):
    with httpx.Client(base_url=f"{gatepost.address}/_allauth/app/v1/", timeout=30) as client:
        yield client


def test_a_database_that_is_killed_loses_nothing_and_lets_no_one_in_meanwhile(app, gatepost, mails, postgres):
    token = app.post("auth/signup", json=ANN).json()["meta"]["session_token"]
    mine = {"X-Session-Token": token}
    assert app.get("auth/session", headers=mine).status_code == 200
    with Crowd(gatepost, mails) as crowd:
        until(lambda: crowd.done() >= 8, "users")
        postgres.stop_hard()
        down = [
            app.get("auth/session", headers=mine),
            app.post("auth/login", json=ANN),
            app.post("auth/login", json=ANN | {"password": "wrong"}),
            app.delete("auth/session", headers=mine),
            app.post("auth/signup", json=ANN | {"email": "eve@example.org"}),
        ]
        time.sleep(DOWN_SECONDS)
        postgres.start()
        seconds = until(lambda: app.post("auth/login", json=ANN).status_code == 200, "a login")
        after = crowd.done()
        until(lambda: crowd.done() >= after + 8, "users after that")
    assert [answer.status_code for answer in down] == [503] * len(down)
    assert app.get("auth/session", headers=mine).status_code == 200
    until(postgres.nothing_due, "the end of all messages")
    report.note("PostgreSQL (killed, started again)", crowd.errors(), seconds, crowd.lost() + once(crowd, mails))
    assert halves(postgres) == 0
    assert gatepost.sender.poll() is None
