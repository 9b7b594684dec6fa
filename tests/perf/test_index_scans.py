"""The check that every test on PostgreSQL makes finds a statement that would read a whole table, and no other."""

import pytest
from django.db import connection
from tests import index_scans

from gatepost.ground.models import Event

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="other databases explain differently")


@pytest.mark.parametrize(
    ("where", "scans"), [({"kind": "x"}, True), ({"user_key": "1"}, False), ({"user_key": "1", "kind": "x"}, False)]
)
def test_a_statement_without_an_index_is_found(where, scans, db, monkeypatch):
    monkeypatch.setattr(index_scans, "of_request", lambda: True)
    explaining = index_scans.Explaining()
    with connection.execute_wrapper(explaining):
        Event.objects.filter(**where).first()
    assert bool(explaining.taken()) is scans
