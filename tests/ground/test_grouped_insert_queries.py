"""Rows that wait for others are there when a statement could tell, and go with the savepoint that they came after."""

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gatepost.ground import clock, queries
from gatepost.ground.grouped_insert_queries import together
from gatepost.ground.models import Event

pytestmark = pytest.mark.django_db


def add(kind):
    queries.add_event(Event(kind=kind, at=clock.now(), outcome="done", details={}))


def kinds():
    return sorted(Event.objects.values_list("kind", flat=True))


def test_rows_go_in_one_statement_where_the_database_can_do_that():
    with CaptureQueriesContext(connection) as sent, together():
        for kind in "abc":
            add(kind)
    assert len(sent) == (1 if connection.vendor == "postgresql" else 3)
    assert kinds() == ["a", "b", "c"]


def test_a_statement_meanwhile_finds_the_rows_before_it():
    with together():
        add("a")
        assert kinds() == ["a"]
        with together():
            add("b")
        add("c")
        Event.objects.filter(kind="b").update(kind="z")
    assert kinds() == ["a", "c", "z"]


def test_counting_an_attempt_lets_rows_wait():
    with CaptureQueriesContext(connection) as sent, together():
        add("a")
        queries.hit([queries.Charge("d" * 64, 100.0, 1.0, 0.0)], "s")
        add("b")
    assert len(sent) == (2 if connection.vendor == "postgresql" else 3)


def test_rows_after_a_savepoint_are_rolled_back_with_it_and_those_before_are_not():
    with together():
        add("a")
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            add("b")
            raise ZeroDivisionError
        add("c")
    assert kinds() == ["a", "c"]


def test_nothing_is_written_after_a_refusal():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic(), together():
        add("a")
        raise ZeroDivisionError
    add("b")
    assert kinds() == ["b"]


def test_a_count_that_failed_is_rolled_back_although_rows_wait():
    with together():
        with contextlib.suppress(DatabaseError), transaction.atomic():
            add("a")
            connection.cursor().execute("SELECT nothing FROM gatepost_bucket")
        add("b")
    assert kinds() == ["b"]
