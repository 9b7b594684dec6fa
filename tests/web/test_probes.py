"""`/livez` and `/readyz`, as a supervisor asks."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.test import RequestFactory

from gatepost.server import probes
from gatepost.server.probes import Probes

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask():
    middleware = Probes(lambda _: HttpResponse("page", status=418))
    return lambda path, method="GET", **headers: middleware(RequestFactory().generic(method, path, headers=headers))


def fails(*, times):
    left = [times]

    def select():
        if left[0]:
            left[0] -= 1
            raise OperationalError("server closed the connection unexpectedly")

    return select


@pytest.mark.parametrize("path", probes.ADDRESSES)
def test_a_healthy_server_says_so_whatever_host_is_asked(ask, path):
    answer = ask(path, Host="10.0.0.7:8000")
    assert (answer.status_code, answer.content) == (200, b'{"status": "ok"}')
    assert answer["Cache-Control"] == "no-store"
    assert ask(path, "HEAD").status_code == 200
    assert ask(path, "POST").status_code == 405
    assert ask(path + "/").status_code == 418


def test_without_a_database_it_lives_and_is_not_ready(ask, monkeypatch):
    monkeypatch.setattr(probes, "_select", fails(times=99))
    monkeypatch.setattr(connection, "close", lambda: None)
    assert ask("/livez").status_code == 200
    answer = ask("/readyz")
    assert (answer.status_code, answer.content) == (503, b'{"status": "unavailable", "reason": "database"}')


def test_a_connection_that_the_database_closed_is_opened_again(ask, monkeypatch):
    closed = []
    monkeypatch.setattr(probes, "_select", fails(times=1))
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    assert ask("/readyz").status_code == 200
    assert closed == [True]


def test_it_is_ready_once_the_migrations_are_applied(ask, monkeypatch):
    plan = [(Migration("0001", "blog"), False)]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: plan)
    assert ask("/readyz").content == b'{"status": "unavailable", "reason": "migrations"}'
    plan.clear()
    assert ask("/readyz").status_code == 200
    plan.append((Migration("0002", "blog"), False))
    assert ask("/readyz").status_code == 200


def test_a_live_probe_asks_the_database_nothing(ask, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask("/livez").status_code == 200
