"""How many connections to PostgreSQL the server opens, and what becomes of them when it restarts."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from tests.live.test_server import EMAIL, PASSWORD, server

pytestmark = pytest.mark.live
NAME = f"gatepost_connections_{os.getpid()}"
URL = f"postgres://postgres@127.0.0.1/{NAME}"
SIZE, WORKERS = 3, 2


@pytest.fixture(scope="module")
def admin():
    """A connection to another database of the same server; skips where there is none."""
    if os.environ.get("GATEPOST_TEST_DATABASE") != "postgresql":
        pytest.skip("needs PostgreSQL: GATEPOST_TEST_DATABASE=postgresql")
    with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
        yield connection
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def address(admin, tmp_path_factory):
    options = ("--workers", str(WORKERS), "--connections", str(SIZE))
    with server(tmp_path_factory.mktemp("server"), *options, DATABASE_URL=URL) as found:
        answer = httpx.post(f"{found}/_allauth/app/v1/auth/signup", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code in (200, 401), answer.text
        yield found


def log_in(address):
    body = {"email": EMAIL, "password": "not the password"}
    return httpx.post(f"{address}/_allauth/app/v1/auth/login", json=body, timeout=60).status_code


def connected(admin):
    found = admin.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [NAME]).fetchone()
    return found[0]


def test_every_thread_had_a_connection_of_its_own(admin, address):
    with ThreadPoolExecutor(40) as threads:
        running = [threads.submit(log_in, address) for _ in range(40)]
        most = 0
        while not all(one.done() for one in running):
            most = max(most, connected(admin))
            time.sleep(0.02)
        assert {one.result() for one in running} <= {400, 429, 503}
    assert 0 < most <= SIZE * WORKERS


def test_each_connection_failed_a_request_after_the_database_restarted(admin, address):
    with ThreadPoolExecutor(SIZE * WORKERS) as threads:
        list(threads.map(lambda _: log_in(address), range(SIZE * WORKERS)))
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME])
    found = [log_in(address) for _ in range(4 * SIZE * WORKERS)]
    assert set(found) <= {400, 429, 503}
    assert found.count(503) <= WORKERS
    assert found[-1] != 503


def test_more_connections_than_the_database_allows_are_told_at_the_start(admin, tmp_path):
    allowed = int(admin.execute("SHOW max_connections").fetchone()[0])
    said = []
    with server(tmp_path, "--workers", "2", "--connections", str(allowed), said=said, DATABASE_URL=URL):
        pass
    text = "".join(said)
    assert f"2 processes with {allowed} connections each may open {2 * allowed}, but the database allows" in text
    assert "max_connections" in text
