"""Limits that are counted in Redis."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gatepost.ground import limits, redis_limits


@pytest.fixture(autouse=True)
def _nobody_is_away():
    redis_limits._away_until.clear()
    yield
    redis_limits._away_until.clear()
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
        limits.forget("login_failed", "user:1")
        assert [through() for _ in range(6)] == [True] * 5 + [False]
    assert len(counted) == 0


def test_two_windows_and_two_subjects_are_counted_apart(db, redis_url, configure, clock):
    rates = {"login_failed": ["5/60", "8/3600"]}
    configure(limits={"enabled": True, "redis_url": redis_url, "rates": rates})
    assert sum(through() for _ in range(5)) == 5
    clock.forward(61)
    assert sum(through() for _ in range(5)) == 3
    assert through(subject="user:2")


def test_buckets_are_forgotten_by_redis_itself(db, redis_url, configure):
    configure(limits={"enabled": True, "redis_url": redis_url})
    through()
    client = redis_limits._client(redis_url)
    keys = client.keys(f"{redis_limits.PREFIX}*")
    assert len(keys) == 2
    assert all(0 < client.ttl(key) <= 86402 for key in keys)
    assert not any("user" in key for key in keys)


@pytest.mark.parametrize("round_", range(5))
def test_a3_of_sixty_four_at_once_exactly_five_pass(round_, redis_url, configure, monkeypatch):
    # Who gets no answer in time asks again, and counts twice: on a busy machine 64 new connections take longer.
    monkeypatch.setattr(redis_limits, "TIMEOUT_SECONDS", 10.0)
    redis_limits._client.cache_clear()
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
    limits.forget("login_failed", "user:1")
    assert through()
    assert caplog.text.count("Redis does not answer") == 1
