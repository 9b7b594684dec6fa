"""A request that waits for another server keeps no connection of the pool."""

from types import SimpleNamespace

import pytest
from django.db import connection

from gatepost.ground import connections, foreign_calls
from gatepost.ground.guarded_http import client
from gatepost.ground.guarded_http.fault import Untrusted


class Connection(SimpleNamespace):
    """A connection as Django's wrapper shows it; pooled, open, and in no transaction unless `changes` say otherwise."""

    def __init__(self, **changes):
        pool = {"pool": {"name": "gatepost", "max_size": 8}}
        super().__init__(
            **{"settings_dict": {"OPTIONS": pool}, "connection": object(), "in_atomic_block": False, "autocommit": True}
            | changes
        )
        self.closed = False

    def close(self):
        self.closed = True


class Only:
    """Django's handler, with one connection."""

    def __init__(self, one):
        self.one = one

    def all(self, **_):
        return [self.one]

    def close_all(self):
        pass


@pytest.fixture
def lent(monkeypatch):
    """Whether a connection is returned to its pool by a request to another server."""

    def ask(**changes):
        one = Connection(**changes)
        monkeypatch.setattr(connections, "connections", Only(one))
        with pytest.raises(Untrusted):
            client.fetch("GET", "https://127.0.0.1/")
        return one.closed

    return ask


def test_forty_visitors_of_a_provider_that_hung_kept_the_connections_from_everyone_else(lent):
    assert lent()


@pytest.mark.parametrize(
    "changes",
    [
        {"settings_dict": {"OPTIONS": {}}},
        {"settings_dict": {"OPTIONS": {"pool": True}}},
        {"settings_dict": {"OPTIONS": {"pool": {"max_size": 8}}}},
        {"connection": None},
        {"in_atomic_block": True},
        {"autocommit": False},
    ],
    ids=[
        "no pool",
        "a project's pool",
        "a project's pool with options",
        "closed",
        "in a transaction",
        "autocommit off",
    ],
)
def test_other_connections_stay_open(lent, changes):
    assert not lent(**changes)


def test_a_call_of_a_projects_function_keeps_none_either(monkeypatch):
    one = Connection()
    monkeypatch.setattr(connections, "connections", Only(one))
    assert foreign_calls.call(lambda: one.closed, 5)


def test_a_connection_of_django_has_what_is_asked(db):
    connections.lend()
    assert connection.connection is not None
