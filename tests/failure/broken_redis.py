"""Redis is emptied, full and stopped: users log in, and guesses are counted."""

import contextlib
import itertools

import httpx
import pytest
import redis
from tests.failure.systems import Gatepost, Redis, until
from tests.failure.writers import PASSWORD

pytestmark = pytest.mark.live
MOST = 20
"""More wrong passwords than any limit of an account allows."""


@pytest.fixture(scope="module")
def counter():
    server = Redis("--maxmemory", "3mb", "--maxmemory-policy", "noeviction")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def app(counter, mails, postgres, tmp_path_factory):
    server = Gatepost(tmp_path_factory.mktemp("gatepost"), mails.url, postgres.url, REDIS_URL=counter.url)
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as client:
        yield client
    server.close()


def check(app, name):
    """A new user logs in; a guesser is stopped."""
    user = {"email": f"{name}@example.org", "password": PASSWORD}
    assert app.post("auth/signup", json=user).status_code == 200
    assert app.post("auth/login", json=user).status_code == 200
    guesses = [app.post("auth/login", json=user | {"password": "wrong"}) for _ in range(MOST)]
    assert {answer.status_code for answer in guesses} <= {400, 429}
    assert "too_many_login_attempts" in guesses[-1].text


def fill(connection):
    with contextlib.suppress(redis.exceptions.OutOfMemoryError):
        for number in itertools.count():
            connection.set(f"filler {number}", "x" * 10_000)


def counts(app, connection):
    app.post("auth/login", json={"email": "x@example.org", "password": "y"})
    return connection.dbsize() > 0


def test_limits_hold_while_redis_is_emptied_full_and_stopped(app, counter):
    check(app, "working")
    with redis.Redis.from_url(counter.url) as connection:
        assert connection.dbsize() > 0
        connection.flushall()
        check(app, "emptied")
        fill(connection)
        check(app, "full")
        connection.flushall()
    counter.stop()
    check(app, "stopped")
    counter.start()
    check(app, "started")
    with redis.Redis.from_url(counter.url) as connection:
        until(lambda: counts(app, connection), "a count in Redis")
