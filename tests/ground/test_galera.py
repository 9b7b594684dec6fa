"""What a connection asks MariaDB about Galera; clusters are tested in tests/failure/galera_nodes.py."""

import contextlib
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from gatepost.ground import galera_queries


@pytest.fixture
def server(monkeypatch):
    """A connection to a MariaDB that knows these variables, and what it was asked."""

    class Connection(SimpleNamespace):
        vendor, mysql_is_mariadb, alias = "mysql", True, "default"

        def cursor(self):
            return contextlib.nullcontext(self)

        def execute(self, sql, *_):
            if "@@" in sql and not self.variables:
                raise OperationalError(1193, "Unknown system variable 'wsrep_on'")
            self.asked.append(sql.split()[0])

        def fetchone(self):
            return self.variables[0] if self.variables else None

    def started(*variables):
        connection = Connection(variables=variables, asked=[], execute_wrappers=[])
        monkeypatch.setattr(galera_queries, "connections", {"default": connection})
        return connection

    galera_queries.replicated.cache_clear()
    yield started
    galera_queries.replicated.cache_clear()


@pytest.mark.parametrize(
    ("variables", "then"), [([], []), ([("wsrep_on", "OFF")], []), ([("wsrep_on", "ON")], ["SET", "INSERT"])]
)
def test_a_server_built_without_galera_accepts_connections(server, variables, then):
    connection = server(*variables)
    galera_queries.see_other_nodes(connection)
    galera_queries.lock("default", "user", 1)
    assert connection.asked == ["SHOW", *then]
