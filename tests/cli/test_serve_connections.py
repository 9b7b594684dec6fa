"""The server says at its start if its processes may open more connections than the database allows."""

import pytest

from gatepost.cli import serve
from gatepost.ground import database


@pytest.mark.parametrize(("workers", "named"), [(12, False), (13, True)])
def test_more_connections_than_the_database_allows_are_named(workers, named, monkeypatch, capsys):
    monkeypatch.setattr(database, "allowed_connections", lambda: 100)
    monkeypatch.setattr(database, "disconnect", lambda: None)
    monkeypatch.setattr(serve.environment, "pool_size", lambda: 8)
    serve._prepare_database(workers)
    said = "".join(capsys.readouterr())
    assert ("the database allows 100" in said and "--connections 7" in said) is named
