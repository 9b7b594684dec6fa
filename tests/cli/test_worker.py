"""`gatepost worker` in rounds, and what it deletes."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from tests.client import Api
from tests.users import BOB, logged_in, make_user

from gatepost.cli import retention, working
from gatepost.ground import audit, clock, connections, database, outbox
from gatepost.ground.models import Event, Message
from gatepost.sessions.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    """Batches of two rows."""
    monkeypatch.setattr(retention, "BATCH", 2)


def expire(count):
    user = make_user()
    for _ in range(count):
        logged_in(user)
    Session.objects.update(expires_at=clock.now() - timedelta(seconds=1))


def rounds(work, most=100):
    """Rounds until there is nothing to do; returns how many had something."""
    for number in range(most):
        if work.round() == working.IDLE_SECONDS:
            return number
    raise AssertionError("never idle")


def test_the_worker_deletes_what_has_expired_a_batch_a_round(small):
    expire(5)
    work = working.Work()
    work.round()
    for left in (3, 1, 0):
        work.round()
        assert Session.objects.count() == left


def test_a_mail_does_not_wait_until_everything_is_deleted(small, mailoutbox):
    expire(6)
    work = working.Work()
    work.round()
    Api("app").post("auth/password/request", {"email": BOB})
    work.round()
    assert (len(mailoutbox), work.sent) == (1, 1)
    assert Session.objects.filter(expires_at__lte=clock.now()).exists()


def test_a_second_worker_continues_where_the_first_was_stopped(small):
    expire(5)
    stopped = working.Work()
    stopped.round()
    stopped.round()
    rounds(working.Work())
    assert not Session.objects.exists()


def test_the_worker_deletes_once_per_interval(monkeypatch):
    work = working.Work()
    rounds(work)
    expire(1)
    rounds(work)
    assert Session.objects.count() == 1
    monkeypatch.setattr(work, "_deletion_due", 0)
    rounds(work)
    assert not Session.objects.exists()


def test_the_worker_deletes_nothing_where_the_setting_is_0(configure):
    configure(retention={"every_seconds": 0})
    expire(1)
    assert rounds(working.Work()) == 0
    assert Session.objects.count() == 1


def test_a_worker_whose_clock_is_ahead_deletes_nothing(monkeypatch, caplog):
    logged_in(make_user())
    ahead = clock.unix() + 400 * 86400
    monkeypatch.setattr(clock, "_source", lambda: ahead)
    with caplog.at_level(logging.ERROR, "gatepost.worker"):
        rounds(working.Work())
    assert Session.objects.count() == 1
    assert "differs" in caplog.text


def test_a_worker_ended_when_the_database_restarted(monkeypatch, small):
    expire(3)
    work, real, down = working.Work(), outbox.deliver_due, [True]
    work.round()
    closed = []
    monkeypatch.setattr(connections, "close", lambda: closed.append(True))

    def deliver():
        if down:
            raise OperationalError("the connection is closed")
        return real()

    monkeypatch.setattr(outbox, "deliver_due", deliver)
    assert work.round() == working.IDLE_SECONDS
    assert closed
    down.clear()
    rounds(work)
    assert not Session.objects.exists()


def test_events_are_kept_for_a_year(clock):
    audit.record("login")
    clock.forward(365 * 86400 - 1)
    list(retention.batches())
    assert Event.objects.count() == 1
    clock.forward(2)
    assert dict(batch for batch in retention.batches() if batch[1]) == {"events": 1}
    assert not Event.objects.exists()


def test_events_may_be_kept_forever(clock, configure):
    configure(retention={"events_days": None})
    audit.record("login")
    clock.forward(3650 * 86400)
    assert "events" not in dict(retention.batches())
    assert Event.objects.count() == 1


def test_sent_messages_are_kept_as_long_as_the_setting_says(clock, configure, post):
    configure(retention={"messages_days": 3})
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})
    post.key(BOB)
    clock.forward(3 * 86400 - 1)
    list(retention.batches())
    assert Message.objects.count() == 1
    clock.forward(2)
    list(retention.batches())
    assert not Message.objects.exists()


def test_a_session_that_was_used_while_it_was_being_deleted_stays(monkeypatch):
    """The row is found expired, extended by a request, and only then deleted."""
    expire(1)
    real = database.retry_transaction_on_deadlock
    later = clock.now() + timedelta(days=1)

    def extended(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            execute("UPDATE gatepost_session SET expires_at = %s", [later], False, context)  # noqa: FBT003
        return execute(sql, params, many, context)

    def with_request(operation):
        with connection.execute_wrapper(extended):
            return real(operation)

    monkeypatch.setattr(database, "retry_transaction_on_deadlock", with_request)
    list(retention.batches())
    assert Session.objects.count() == 1
