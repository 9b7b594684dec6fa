"""A savepoint that stays open until the transaction ends undoes what one undoes that is released."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gatepost.ground import clock, database
from gatepost.ground.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def event():
    row = Event(at=clock.now(), kind="login", outcome="done")
    row.save(force_insert=True)
    return row


def twice(row):
    with database.open_savepoint():
        later.append("registered")
        database.on_commit(lambda: later.append("ran"))
        event()
        Event(pk=row.pk, at=clock.now(), kind="login", outcome="done").save(force_insert=True)


later = []


@pytest.fixture(autouse=True)
def _none_yet():
    later.clear()


def test_a_failed_statement_undoes_what_was_written_since_and_nothing_else():
    with transaction.atomic():
        first = event()
        with pytest.raises(IntegrityError):
            twice(first)
        assert list(Event.objects.values_list("pk", flat=True)) == [first.pk]
        second = event()
    assert set(Event.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert later == ["registered"]


def test_what_was_written_in_it_is_undone_with_the_transaction():
    with transaction.atomic():
        with database.open_savepoint():
            event()
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_one_within_another_undoes_its_own_part():
    with transaction.atomic(), database.open_savepoint():
        first = event()
        with pytest.raises(IntegrityError):
            twice(first)
        with transaction.atomic():
            second = event()
    assert set(Event.objects.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_it_is_not_released():
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        with database.open_savepoint():
            event()
        with transaction.atomic():
            event()
    sent = [query["sql"].split()[0] for query in captured.captured_queries]
    assert [one for one in sent if one in ("SAVEPOINT", "RELEASE", "INSERT")] == [
        *("SAVEPOINT", "INSERT"),
        *("SAVEPOINT", "INSERT", "RELEASE"),
    ]
    assert Event.objects.count() == 2


def test_a_connection_that_was_lost_in_it_ends_the_whole_transaction(monkeypatch):
    def lost(_):
        raise OperationalError("SAVEPOINT does not exist")

    with transaction.atomic():
        event()
        monkeypatch.setattr(connection, "savepoint_rollback", lost)
        with pytest.raises(IntegrityError), database.open_savepoint():
            raise IntegrityError
        assert transaction.get_rollback()
    assert not Event.objects.exists()


def test_a_savepoint_that_is_marked_for_rollback_is_rolled_back():
    with transaction.atomic():
        first = event()
        with database.open_savepoint():
            event()
            transaction.set_rollback(True)
        assert not transaction.get_rollback()
    assert Event.objects.get() == first


def test_outside_of_a_transaction_it_is_one():
    with database.open_savepoint():
        first = event()
        assert connection.in_atomic_block
    assert not connection.in_atomic_block
    with pytest.raises(IntegrityError):
        twice(first)
    assert Event.objects.count() == 1
    assert later == ["registered"]
