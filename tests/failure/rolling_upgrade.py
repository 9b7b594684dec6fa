"""Servers of the version before work on the new schema, and are replaced one after another: no request fails."""

import io
import os
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from tests.failure.fleet import Fleet, Member
from tests.failure.systems import Mails, Postgres, until
from tests.failure.writers import Crowd
from tests.live.test_server import COMMAND

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
CALL = "from gatepost.cli import main; main()"


def git(*words, **options):
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=True, **options).stdout


def former(folder):
    """The command of the version before the two newest migrations, from the repository's history."""
    migrations = sorted((ROOT / "src/gatepost/migrations").glob("0*.py"))
    try:
        added = git("log", "--diff-filter=A", "--format=%H", "--", str(migrations[-2]), text=True).split()
        archive = git("archive", f"{added[-1]}^", "src/gatepost")
    except (OSError, subprocess.CalledProcessError, IndexError):
        pytest.skip("needs the repository's history, which a shallow clone or an archive lacks")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    names = {path.name for path in (folder / "src/gatepost/migrations").glob("0*.py")}
    assert migrations[-1].name not in names
    assert migrations[-2].name not in names
    return ("env", f"PYTHONPATH={folder / 'src'}", sys.executable, "-c", CALL)


@pytest.fixture
def mails():
    """One a test: their databases differ, and so do the links that are mailed to the same addresses."""
    server = Mails()
    yield server
    server.close()


def applied(postgres):
    return {name for (name,) in postgres.query("SELECT name FROM django_migrations WHERE app = 'gatepost'")}


def test_no_request_fails_while_servers_of_two_versions_are_replaced(mails, postgres, tmp_path):
    old = former(tmp_path)
    fleet = Fleet(tmp_path, mails.url, postgres.url, command=old)
    try:
        before = applied(postgres)
        with Crowd(fleet, mails, kind=Member) as crowd:
            until(lambda: crowd.done() >= 8, "users of the old version")
            for port in fleet.ports:
                fleet.stop(port)
                fleet.start(port)  # the first one migrates, while three servers of the old version write
                after = crowd.done()
                until(lambda after=after: crowd.done() >= after + 4, "users of both versions")
            fleet.sender.terminate()
            assert fleet.sender.wait(60) == 0
            fleet.start_sender()
            time.sleep(1)
        assert len(applied(postgres) - before) >= 2
        assert crowd.errors() == {}, fleet.said()
        assert crowd.lost(5) == []
        # An old server that comes back, as after a crash or a step back, works on the new schema, too.
        fleet.stop(fleet.ports[0])
        fleet.start(fleet.ports[0], old)
    finally:
        fleet.close()


def test_a_migration_that_waits_for_a_table_does_not_stop_requests(mails, tmp_path):
    """A long transaction, as of a backup, holds a table that the migration changes."""
    old, database = former(tmp_path), Postgres()
    fleet = Fleet(tmp_path, mails.url, database.url, size=4, command=old)
    try:
        with (
            psycopg.connect(f"{database.dsn} dbname=gatepost") as backup,
            Crowd(fleet, mails, size=4, kind=Member) as crowd,
        ):
            until(lambda: crowd.done() >= 4, "users")
            backup.execute("SELECT count(*) FROM gatepost_authenticator")
            fleet.stop(fleet.ports[0])
            starting = threading.Thread(target=fleet.start, args=(fleet.ports[0],))
            starting.start()
            until(lambda: waits(database), "a migration that waits")
            for _ in range(2):
                after = crowd.done()
                until(lambda after=after: crowd.done() >= after + 4, "users while it waits")
            assert starting.is_alive()
            backup.rollback()
            starting.join(120)
        assert crowd.errors() == {}, fleet.said()
    finally:
        fleet.close()
        database.close()


def waits(database):
    return database.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%'")


def test_commands_that_start_at_the_same_time_migrate_once(tmp_path):
    """Each of several saw that a table was missing, and all but one failed to make it."""
    database = Postgres()
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    try:
        started = [
            subprocess.Popen(
                [COMMAND, "users", "list"],
                cwd=tmp_path,
                env={**clean, "DATABASE_URL": database.url},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(3)
        ]
        for process in started:
            said, _ = process.communicate(timeout=180)
            assert process.returncode == 0, said
    finally:
        database.close()
