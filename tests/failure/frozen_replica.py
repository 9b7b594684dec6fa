"""A replica stops replaying, behind a project's router that sends reads to it: no decision about access reads it."""

import subprocess
import sys

import httpx
import pytest
from tests.failure.systems import Gatepost, Postgres, until
from tests.failure.writers import NEW, PASSWORD

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
PROJECT = """
import os
from gatepost.server.settings import *
DATABASES["replica"] = DATABASES["default"] | {"PORT": os.environ["REPLICA_PORT"]}
DATABASE_ROUTERS = ["project.Router"]
class Router:
    def db_for_read(self, model, **hints): return "replica"
    def db_for_write(self, model, **hints): return "default"
    def allow_relation(self, one, other, **hints): return True
"""
USERS = """
import django
django.setup()
from django.contrib.auth import get_user_model
print(*get_user_model().objects.order_by("email").values_list("email", flat=True), sep=chr(10))
"""


class Replica(Postgres):
    """A streaming replica."""

    def __init__(self, primary):
        self.primary = primary
        super().__init__()

    def prepare(self):
        options = ("-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "postgres")
        self._call("pg_basebackup", "-D", self.data, *options, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")

    def create(self):
        """Leave out: the primary has it."""

    def freeze(self):
        self.query("SELECT pg_wal_replay_pause()")
        until(lambda: self.query("SELECT pg_get_wal_replay_pause_state()") == [("paused",)], "a replica that is paused")

    def thaw(self):
        self.query("SELECT pg_wal_replay_resume()")

    def await_all(self):
        """Wait until it has what the primary has now."""
        (place,) = self.primary.query("SELECT pg_current_wal_lsn()")[0]
        until(lambda: self.query(f"SELECT pg_last_wal_replay_lsn() >= '{place}'") == [(True,)], "the replica")


@pytest.fixture
def replica(postgres):
    server = Replica(postgres)
    yield server
    server.close()


@pytest.fixture
def server(postgres, replica, mails, tmp_path):
    (tmp_path / "project.py").write_text(PROJECT)
    more = {"DJANGO_SETTINGS_MODULE": "project", "PYTHONPATH": str(tmp_path), "REPLICA_PORT": str(replica.port)}
    started = Gatepost(
        tmp_path,
        mails.url,
        postgres.url,
        GATEPOST_TOKENS__STRATEGY="opaque",
        GATEPOST_TOKENS__KEYS="true",
        GATEPOST_PASSWORD__RESET_BY="code",
        **more,
    )
    yield started
    started.close()


def own_reads(server):
    """What the project's own code reads: addresses of users."""
    command = [sys.executable, "-c", USERS]
    done = subprocess.run(
        command, cwd=server.folder, env=server.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.fixture
def app(server):
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as client:
        yield client


def opened(app, password=PASSWORD):
    """The headers and the refresh token of a new login."""
    answer = app.post("auth/login", json=ANN | {"password": password})
    assert answer.status_code == 200, answer.text
    meta = answer.json()["meta"]
    return {"X-Session-Token": meta["session_token"]}, {"Authorization": f"Bearer {meta['access_token']}"}, meta


def test_a_frozen_replica_lets_nobody_in_whom_the_primary_refuses(app, server, postgres, replica):
    app.post("auth/signup", json=ANN)
    (mine, *_), (theirs, access, meta) = opened(app), opened(app)
    answer = app.post("account/keys", json={"name": "ci"}, headers=mine)
    key = {"Authorization": f"Bearer {answer.json()['meta']['key']}"}
    number = answer.json()["data"]["id"]
    replica.await_all()
    replica.freeze()
    assert [status(app, headers) for headers in (theirs, access, key)] == [200, 200, 200]

    # The project's own code reads the replica, and gatepost sees whom the replica doesn't know.
    assert app.post("auth/signup", json=ANN | {"email": "new@example.org"}).status_code == 200
    assert app.post("auth/login", json=ANN | {"email": "new@example.org"}).status_code == 200
    assert own_reads(server) == ["ann@example.org"]

    assert app.delete("auth/session", headers=theirs).status_code == 401
    assert app.request("DELETE", "account/keys", json={"keys": [number]}, headers=mine).status_code == 200
    assert [status(app, headers) for headers in (theirs, access, key)] == [410, 410, 401]
    assert app.post("tokens/refresh", json={"refresh_token": meta["refresh_token"]}).status_code == 400
    assert replica.query("SELECT count(*) FROM gatepost_session") == [(3,)]

    change = {"current_password": PASSWORD, "new_password": NEW}
    assert app.post("account/password/change", json=change, headers=mine).status_code == 200
    assert app.post("auth/login", json=ANN).status_code == 400
    (last, *_) = opened(app, NEW)
    run_at(postgres, f"UPDATE {user_table(postgres)} SET is_active = false WHERE email = 'ann@example.org'")
    assert status(app, last) in (401, 410)
    assert app.post("auth/login", json=ANN | {"password": NEW}).status_code != 200

    replica.thaw()
    replica.await_all()
    assert own_reads(server) == ["ann@example.org", "new@example.org"]


def status(app, headers):
    """How a request with a session's token, an access token or an API key is answered."""
    path = "/auth/verify" if "gpk_" in str(headers) else "auth/session"
    return app.get(httpx.URL(app.base_url).join(path), headers=headers).status_code


def user_table(postgres):
    return postgres.query("SELECT tablename FROM pg_tables WHERE tablename IN ('auth_user', 'gatepost_user')")[0][0]


def run_at(postgres, sql):
    assert postgres.query(f"{sql} RETURNING 1") == [(1,)]
