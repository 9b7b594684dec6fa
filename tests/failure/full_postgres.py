"""A disk of PostgreSQL is full, and has room again: nothing is half done, and no one gets in meanwhile."""

import shutil
import tempfile
import time
from pathlib import Path

import httpx
import pytest
from tests.failure import report
from tests.failure.full_disk import full, mounted
from tests.failure.killed_workers import halves, once
from tests.failure.systems import Gatepost, Postgres, until
from tests.failure.writers import PASSWORD, Crowd

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
VICTIM = {"email": "victim@example.org", "password": PASSWORD}
SIZE, FULL_SECONDS, RECOVERY = {"tables": "96m", "log": "48m"}, 5, 5


class SmallPostgres(Postgres):
    """A server whose tables, or whose write-ahead log, are on a small disk; the other is not."""

    def __init__(self, disk, small):
        other = Path(tempfile.mkdtemp(prefix="gatepost-failure-"))
        self.small, self.other = small, other
        self.log = (disk if small == "log" else other) / "wal"
        super().__init__(disk if small == "tables" else other)

    def prepare(self):
        for folder in (self.log.parent, self.folder):
            if self._as:
                shutil.chown(folder, "postgres", "postgres")
        super().prepare(f"--waldir={self.log}", "--wal-segsize=1")

    def running(self):
        return (self.folder / "data" / "postmaster.pid").exists()

    def close(self):
        super().close()
        shutil.rmtree(self.other, ignore_errors=True)


@pytest.fixture(params=["tables", "log"])
def disk(request):
    with mounted(SIZE[request.param]) as folder:
        yield request.param, folder


@pytest.fixture
def database(disk):
    small, folder = disk
    server = SmallPostgres(folder, small)
    yield server
    server.close()


@pytest.fixture
def server(database, mails, tmp_path):
    started = Gatepost(tmp_path, mails.url, database.url)
    yield started
    started.close()


def test_a_full_disk_of_postgresql_lets_nobody_in_and_loses_nothing(database, disk, server, mails):
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as app:
        app.post("auth/signup", json=VICTIM)
        mine = {"X-Session-Token": app.post("auth/signup", json=ANN).json()["meta"]["session_token"]}
        guesses = []
        with Crowd(server, mails, first=100 * list(SIZE).index(disk[0])) as crowd:
            until(lambda: crowd.done() >= 8, "users")
            with full(disk[1]):
                until(crowd.errors, "requests that fail")
                end = time.monotonic() + FULL_SECONDS
                while time.monotonic() < end:
                    guesses.append(app.post("auth/login", json=VICTIM | {"password": "wrong"}))
                    time.sleep(0.2)
            if not database.running():
                database.start()
            seconds = until(lambda: app.post("auth/login", json=ANN).status_code == 200, "a login", RECOVERY)
            after = crowd.done()
            until(lambda: crowd.done() >= after + 8, "users after that")
        assert not any(answer.status_code == 200 for answer in guesses)
        assert app.get("auth/session", headers=mine).status_code == 200
    assert set(crowd.errors()) <= {"503"}, (crowd.errors(), server.said())
    until(database.nothing_due, "the end of all messages")
    name = {"tables": "PostgreSQL's disk (full)", "log": "the disk of PostgreSQL's write-ahead log (full)"}[disk[0]]
    report.note(name, crowd.errors(), seconds, crowd.lost() + once(crowd, mails))
    assert halves(database) == 0
    assert server.sender.poll() is None
