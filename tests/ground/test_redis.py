"""Limits that are counted in Redis."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gatepost.ground import limits, redis_limits


@pytest.fixture(autouse=True)
def _nobody_is_away():
    redis_limits._paused_until.clear()
    yield
    redis_limits._paused_until.clear()
    redis_limits._client.cache_clear()


def through(name="login_failed", subject="user:1"):
    return not limits.wait((name, subject))


def test_five_of_six_pass_without_a_statement_and_time_lets_one_more_in(db, redis_url, configure, clock):
    configure(limits={"enabled": True, "redis_url": redis_url, "rates": {"login_failed": ["5/300"]}})
    with CaptureQueriesContext(connection) as counted:
        assert [through() for _ in range(6)] == [True] * 5 + [False]
        assert 0 < limits.wait(("login_failed", "user:1"))["login_failed"] <= 60
        clock.forward(61)
        assert [through(), through()] == [True, False]
        limits.reset("login_failed", "user:1")
        assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert len(counted) == 0


def test_two_windows_and_two_subjects_are_counted_apart(db, redis_url, configure, clock):
    rates = {"login_failed": ["5/60", "8/3600"]}
    configure(limits={"enabled": True, "redis_url": redis_url, "rates": rates})
    assert sum(through() for _ in range(5)) == 5
    clock.forward(61)
    assert sum(through() for _ in range(5)) == 3
    assert through(subject="user:2")


def test_a_clock_that_was_a_month_ahead_fills_no_bucket_of_redis(db, redis_url, configure, clock):
    configure(limits={"enabled": True, "redis_url": redis_url, "rates": {"login_failed": ["3/60"]}})
    clock.forward(30 * 86_400)
    assert through()
    clock.forward(-30 * 86_400)
    assert [through() for _ in range(4)] == [True] * 3 + [False]


def test_buckets_are_forgotten_by_redis_itself(db, redis_url, configure):
    configure(limits={"enabled": True, "redis_url": redis_url})
    through()
    client = redis_limits._client(redis_url)
    keys = client.keys(f"{redis_limits.PREFIX}*")
    assert len(keys) == 2
    assert all(0 < client.ttl(key) <= 86402 for key in keys)
    every = set(client.scan_iter())
    stamps = every - set(keys)
    assert len(stamps) == 2
    assert all(0 < client.ttl(key) <= redis_limits.STAMP_SECONDS for key in stamps)
    assert not any("user" in key for key in every)


class LossyLine:
    """Carries bytes to Redis and back, and loses the answers to the first scripts, which have run by then."""

    def __init__(self, upstream, lose):
        self.upstream, self.lose = urlsplit(upstream), lose
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}{self.upstream.path}"
        self.open = [self.listener]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection((self.upstream.hostname, self.upstream.port))
                self.open += [near, far]
                threading.Thread(target=self.carry, args=(near, far), daemon=True).start()

    def carry(self, near, far):
        with contextlib.suppress(OSError):
            while asked := near.recv(65536):
                far.sendall(asked)
                answer = far.recv(65536)
                if b"EVAL" in asked and self.lose:
                    self.lose -= 1
                    continue
                near.sendall(answer)

    def close(self):
        for one in self.open:
            one.close()


@pytest.fixture
def lossy_line(redis_url):
    lines = []

    def make(lose):
        lines.append(LossyLine(redis_url, lose))
        return lines[-1]

    yield make
    redis_limits._client.cache_clear()
    for line in lines:
        line.close()


@pytest.mark.parametrize("lose", [1, 2])
def test_a_command_that_timed_out_after_it_had_run_counts_once(lose, lossy_line, configure):
    line = lossy_line(lose)
    configure(limits={"enabled": True, "redis_url": line.url, "rates": {"login_failed": ["5/300", "8/3600"]}})
    assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert line.lose == 0


def test_a_refused_attempt_whose_answer_was_lost_stays_refused(lossy_line, configure):
    line = lossy_line(0)
    configure(limits={"enabled": True, "redis_url": line.url, "rates": {"login_failed": ["5/300"]}})
    assert all(through() for _ in range(5))
    line.lose = 1
    assert not through()
    assert line.lose == 0


def test_when_every_answer_is_lost_the_database_counts(db, lossy_line, configure, caplog):
    line = lossy_line(99)
    configure(limits={"enabled": True, "redis_url": line.url, "rates": {"login_failed": ["5/300"]}})
    assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert line.lose == 99 - redis_limits.TRIES
    assert "Timeout" in caplog.text


def test_connections_to_redis_are_bounded(redis_url, configure):
    configure(limits={"enabled": True, "redis_url": redis_url})
    with ThreadPoolExecutor(64) as pool:
        assert len(list(pool.map(lambda number: through(subject=f"user:{number}"), range(256)))) == 256
    assert len(redis_limits._client(redis_url).connection_pool._connections) <= redis_limits.CONNECTIONS


@pytest.mark.parametrize("round_", range(5))
def test_a3_of_sixty_four_at_once_exactly_five_pass(round_, redis_url, configure):
    configure(limits={"enabled": True, "redis_url": redis_url, "rates": {"login_failed": ["5/300"]}})
    barrier = threading.Barrier(64)

    def race(_):
        barrier.wait()
        return through(subject=f"user:{round_}")

    with ThreadPoolExecutor(64) as pool:
        assert sum(pool.map(race, range(64))) == 5


def test_while_redis_is_away_the_database_counts(db, configure, caplog):
    nobody = "redis://127.0.0.1:1/0"
    configure(limits={"enabled": True, "redis_url": nobody, "rates": {"login_failed": ["5/300"]}})
    assert [through() for _ in range(6)] == [True] * 5 + [False]
    limits.reset("login_failed", "user:1")
    assert through()
    assert caplog.text.count("Redis does not respond") == 1


def test_one_request_a_second_asks_a_redis_that_is_away(db, lossy_line, configure, monkeypatch):
    """Every thread did once five seconds were over, and waited for it."""
    monkeypatch.setattr(redis_limits, "PAUSE_SECONDS", 0.3)
    line = lossy_line(99)
    configure(limits={"enabled": True, "redis_url": line.url, "rates": {"login_failed": ["1000/300"]}})
    assert through()
    asked = line.lose
    time.sleep(0.4)
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda _: redis_limits.lower(line.url, {"x": 1.0}), range(8)))
    assert line.lose == asked - redis_limits.TRIES


def test_a_redis_that_answers_again_counts_at_once(db, lossy_line, configure, monkeypatch):
    """It did five seconds after the last failure at the earliest."""
    monkeypatch.setattr(redis_limits, "PAUSE_SECONDS", 0.1)
    line = lossy_line(redis_limits.TRIES)
    configure(limits={"enabled": True, "redis_url": line.url, "rates": {"login_failed": ["5/300"]}})
    assert through()
    time.sleep(0.2)
    with CaptureQueriesContext(connection) as counted:
        assert through()
        assert through()
    assert not counted.captured_queries


@pytest.mark.parametrize("url", ["redis+cluster://127.0.0.1:1,127.0.0.1:2", "redis+sentinel://127.0.0.1:1/limits"])
def test_a_cluster_of_which_no_node_answered_failed_every_login(url, db, configure, caplog):
    configure(limits={"enabled": True, "redis_url": url, "rates": {"login_failed": ["5/300"]}})
    assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert caplog.text.count("Redis does not respond") == 1


def test_a_server_that_is_no_cluster_is_not_used(redis_url, db, configure, caplog):
    url = f"redis+cluster://{urlsplit(redis_url).netloc}"
    configure(limits={"enabled": True, "redis_url": url, "rates": {"login_failed": ["5/300"]}})
    assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert "Cluster mode is not enabled" in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://10.0.0.1:26379",
        "redis+sentinel://10.0.0.1:26379/name/first",
        "redis+sentinel://10.0.0.1:x/name",
        "redis+sentinel://,/name",
        "redis+cluster://10.0.0.1:6379/1",
        "redis+cluster://",
        "redis+other://10.0.0.1/name",
        "redis+cluster://10.0.0.1?ssl_ca_certs=/ca.pem",
        "rediss+cluster://10.0.0.1?ssl_ca_cert=/ca.pem",
        "rediss+cluster://10.0.0.1?sentinel_password=x",
        "http://10.0.0.1",
        "10.0.0.1:6379",
    ],
)
def test_an_address_of_redis_that_failed_every_login_is_an_error_at_the_start(url, configure):
    configure(limits={"redis_url": url})
    (found,) = [message for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.E090"]
    assert "limits.redis_url" in found.msg


@pytest.mark.parametrize(
    "url",
    [
        "",
        "redis://10.0.0.1",
        "rediss://user:p%40ss@10.0.0.1:6380/2",
        "unix:///run/redis.sock",
        "redis+sentinel://10.0.0.1,10.0.0.2:26380/limits/3?sentinel_password=x",
        "rediss+cluster://user:p%40ss@10.0.0.1,[fd00::2]:6380",
        "rediss+sentinel://:p@10.0.0.1/limits?sentinel_password=x&ssl_ca_certs=/ca.pem&ssl_certfile=/c.pem&ssl_keyfile=/k.pem",
    ],
)
def test_good_addresses_of_redis_are_no_error(url, configure):
    configure(limits={"redis_url": url})
    assert "gatepost.E090" not in {message.id for message in run_checks(tags=["gatepost"])}
