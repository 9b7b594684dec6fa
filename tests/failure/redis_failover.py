"""The primary of a Redis with sentinels, and one of a Redis Cluster, are killed while strangers guess passwords."""

import contextlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.failure import report
from tests.failure.broken_redis import check
from tests.failure.redis_servers import Closed, Cluster, Open, Sentinels
from tests.failure.systems import Gatepost, until
from tests.failure.writers import PASSWORD

pytestmark = pytest.mark.live
RECOVERY = 5
"""Seconds from the promotion of another primary until it counts."""
LIMIT = 10
"""Wrong passwords that an account's limit allows a stranger (`login_failed`)."""


class Guesser(threading.Thread):
    """Guesses the password of one account until it is stopped."""

    def __init__(self, address):
        super().__init__()
        self.address, self.stopped, self.answers = address, threading.Event(), Counter()

    def run(self):
        body = {"email": "victim@example.org", "password": "wrong"}
        with httpx.Client(base_url=f"{self.address}/_allauth/app/v1/", timeout=30) as client:
            while not self.stopped.is_set():
                answer = client.post("auth/login", json=body)
                refused = "too_many_login_attempts" in answer.text
                self.answers["refused" if refused else str(answer.status_code)] += 1
                time.sleep(0.05)


@pytest.mark.parametrize("access", [Open, Closed])
@pytest.mark.parametrize("kind", [Sentinels, Cluster])
def test_limits_hold_while_a_primary_fails_over(kind, access, mails, postgres, tmp_path):
    counter = kind(access())
    server = Gatepost(tmp_path, mails.url, postgres.url, REDIS_URL=counter.url)
    name = f"{kind.__name__}-{access.__name__}".lower()
    try:
        with (
            httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as app,
            guessers(server) as guessed,
            ThreadPoolExecutor(1) as pool,
        ):
            user = {"email": "victim@example.org", "password": PASSWORD}
            app.post("auth/signup", json=user)
            check(app, f"{name}-before")
            until(lambda: all(one.answers["refused"] for one in guessed), "guessers who are stopped")
            counter.kill()
            began = time.monotonic()
            meanwhile = pool.submit(check, app, f"{name}-meanwhile")
            until(counter.promoted, "another primary")
            promoted = time.monotonic() - began
            numbers = iter(range(10_000))

            def in_use():
                # Many accounts, so that each node of a cluster counts some.
                app.post("auth/login", json={"email": f"{next(numbers)}@example.org", "password": "wrong"})
                return counter.counts() > 0

            until(in_use, "counts at the new primary")
            seconds = time.monotonic() - began
            meanwhile.result()
            check(app, f"{name}-after")
        total = sum((one.answers for one in guessed), Counter())
        assert set(total) <= {"400", "refused"}, server.said()
        # Once counted by the primary, once by the database, once by a new primary that didn't know the counts.
        assert total["400"] <= 3 * LIMIT
        failed = {kind: count for kind, count in total.items() if kind.startswith("5")}
        assert seconds - promoted < RECOVERY
        how = ", with a password and TLS" if access is Closed else ""
        report.note(f"Redis ({kind.__name__}{how}: a primary is killed)", failed, seconds, [])
    finally:
        server.close()
        counter.close()


@contextlib.contextmanager
def guessers(server, size=4):
    started = [Guesser(server.address) for _ in range(size)]
    for one in started:
        one.start()
    try:
        yield started
    finally:
        for one in started:
            one.stopped.set()
        for one in started:
            one.join(60)
