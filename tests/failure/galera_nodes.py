"""Servers at different nodes of a Galera cluster: what one was told the other knows, and limits of an account hold."""

import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests.failure import report
from tests.failure.galera_servers import Galera
from tests.failure.killed_workers import once
from tests.failure.systems import Gatepost, until
from tests.failure.writers import PASSWORD, Crowd

import gatepost

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
ROUNDS, MOST_KEYS, RECOVERY = 40, 3, 20
DUE = "SELECT count(*) FROM gatepost_message WHERE due_at IS NOT NULL"
LOCKING = """
import sys, django
django.setup()
from django.contrib.auth import get_user_model
from gatepost.accounts import queries
from gatepost.ground import database
from gatepost.sessions import queries as sessions
from gatepost.sessions.models import Session
user = get_user_model().objects.get(email=sys.argv[1])
session = Session.objects.get(user=user).id
try:
    with database.atomic():
        {}
        print("locked", flush=True)
        sys.stdin.readline()
    print("committed")
except database.Unavailable as error:
    print(error.args[0])
"""
LOCK, HOLD, END = "queries.lock(user.pk)", "sessions.hold(session)", "sessions.delete(session)"
NAMES = "SELECT count(*) FROM gatepost_identifier"


@pytest.fixture(scope="module")
def cluster():
    nodes = Galera()
    yield nodes
    nodes.close()


@pytest.fixture(scope="module")
def servers(cluster, mails, tmp_path_factory):
    started, more = [], {"GATEPOST_TOKENS__KEYS": "true", "GATEPOST_TOKENS__KEYS_PER_USER": str(MOST_KEYS)}
    try:
        for node in cluster.nodes[:2]:
            started.append(Gatepost(tmp_path_factory.mktemp("gatepost"), mails.url, node.url, **more))
            more |= secrets_of(started[0])
        yield started
    finally:
        for one in started:
            one.close()


def secrets_of(server):
    """What servers of one database share."""
    return {name: server.environment[name] for name in ("GATEPOST_KEYS", "GATEPOST_SECRET_KEY")}


@pytest.fixture(scope="module")
def apps(servers):
    clients = [httpx.Client(base_url=f"{one.address}/_allauth/app/v1/", timeout=30) for one in servers]
    yield clients
    for client in clients:
        client.close()


def test_a_session_that_ended_at_one_node_was_valid_at_another(apps):
    here, there = apps
    here.post("auth/signup", json=ANN)
    for _ in range(ROUNDS):
        answer = here.post("auth/login", json=ANN)
        mine = {"X-Session-Token": answer.json()["meta"]["session_token"]}
        assert there.get("auth/session", headers=mine).status_code == 200
        assert here.delete("auth/session", headers=mine).status_code == 401
        assert there.get("auth/session", headers=mine).status_code in (401, 410)


def test_limits_of_an_account_hold_across_nodes(apps):
    user = ANN | {"email": "keys@example.org"}
    mine = {"X-Session-Token": apps[0].post("auth/signup", json=user).json()["meta"]["session_token"]}
    for _ in range(ROUNDS // 4):
        with ThreadPoolExecutor(8) as pool:
            made = pool.map(lambda n: apps[n % 2].post("account/keys", json={"name": "x"}, headers=mine), range(8))
            assert {one.status_code for one in made} <= {200, 409, 503}
        keys = apps[1].get("account/keys", headers=mine).json()["data"]
        assert 0 < len(keys) <= MOST_KEYS
        ended = apps[0].request("DELETE", "account/keys", json={"keys": [key["id"] for key in keys]}, headers=mine)
        assert ended.status_code == 200


@pytest.mark.parametrize("locks", [(LOCK, LOCK), (HOLD, HOLD), (HOLD, END), (END, HOLD)])
def test_a_lock_taken_at_one_node_was_unknown_at_another(cluster, servers, apps, locks):
    """Nodes compare what transactions wrote; both committed, whatever each had read before."""
    email = f"lock{secrets.token_hex(4)}@example.org"
    apps[0].post("auth/signup", json=ANN | {"email": email})
    both = [locking(server, email, lock) for server, lock in zip(servers, locks, strict=True)]
    assert [one.stdout.readline() for one in both] == ["locked\n"] * 2
    said = [one.communicate("\n", timeout=60)[0] for one in both]
    assert said == ["committed\n", "1213\n"]


def locking(server, email, lock):
    """A process that locks something of a user in a transaction, and commits when it is told to."""
    words = [sys.executable, "-c", LOCKING.format(lock), email]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    source = str(Path(gatepost.__file__).parents[1])
    named = {"DJANGO_SETTINGS_MODULE": "gatepost.server.settings", "PYTHONPATH": source}
    return subprocess.Popen(words, cwd=server.folder, env={**server.environment, **named}, **pipes)


def test_a_node_that_is_killed_loses_nothing_and_lets_no_one_in(cluster, servers, mails, tmp_path):
    server = Gatepost(tmp_path, mails.url, cluster.url, **secrets_of(servers[0]))
    try:
        with Crowd(server, mails, first=200) as crowd:
            until(lambda: crowd.done() >= 8, "users")
            gone = cluster.nodes[2]
            gone.kill()
            with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as app:
                bob = ANN | {"email": "bob@example.org"}
                seconds = until(lambda: app.post("auth/signup", json=bob).status_code == 200, "a sign-up", RECOVERY)
            after = crowd.done()
            until(lambda: crowd.done() >= after + 8, "users after that")
            gone.start()
        assert set(crowd.errors()) <= {"503"}, server.said()
        until(lambda: cluster.nodes[0].query(DUE, "gatepost") == ((0,),), "the end of all messages")
        assert len({node.query(NAMES, "gatepost") for node in cluster.nodes}) == 1
        lost = crowd.lost() + once(crowd, mails)
        report.note("a node of Galera (kill -9)", crowd.errors(), seconds, lost)
    finally:
        server.close()
