"""Several workers delete at once, beside logins: no row twice, no deadlock, no login lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.races.test_races import race
from tests.users import BOB, PASSWORD, make_user

from gatepost.cli import retention
from gatepost.ground import audit, clock
from gatepost.ground.models import Bucket, Event
from gatepost.sessions.models import Session

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
WORKERS, WRITERS, ROWS, LOGINS = 4, 4, 600, 6


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 50)


def old_rows(user):
    now = clock.now()
    sessions = [
        Session(
            digest=uuid4().hex * 2,
            number=number,
            user=user,
            client="app",
            created_at=now,
            last_seen_at=now,
            expires_at=now - timedelta(hours=1),
            absolute_expires_at=now,
        )
        for number in range(ROWS)
    ]
    Session.objects.bulk_create(sessions)
    Event.objects.bulk_create([Event(at=now - timedelta(days=400), kind="login", outcome="done") for _ in range(ROWS)])
    Bucket.objects.bulk_create([Bucket(digest=uuid4().hex * 2, arrival=1.0, stamp="") for _ in range(ROWS)])


def test_workers_delete_each_row_once_while_users_log_in(configure):
    configure(limits={"enabled": True, "network_factor": 1000, "rates": {"login_account": ["1000/60"]}})
    user = make_user()
    old_rows(user)

    def act(number):
        if number < WORKERS:
            return sum(count for _, count in retention.batches())
        credentials = {"email": BOB, "password": PASSWORD}
        return [Api("app").post("auth/login", credentials).status for _ in range(LOGINS)]

    results = race(act, WORKERS + WRITERS)
    left = sum(count for _, count in retention.batches())
    assert sum(results[:WORKERS]) + left >= 3 * ROWS  # a bucket of a login may have drained, too
    assert [status for found in results[WORKERS:] for status in found] == [200] * WRITERS * LOGINS
    assert Session.objects.count() == WRITERS * LOGINS
    assert not Event.objects.filter(at__lt=audit.kept_since()).exists()
    assert Bucket.objects.filter(arrival=1.0).count() == 0
    assert get_user_model().objects.count() == 1


def test_workers_at_once_count_each_row_once():
    old_rows(make_user())
    results = race(lambda _: sum(count for _, count in retention.batches()), WORKERS)
    assert sum(results) + sum(count for _, count in retention.batches()) == 3 * ROWS
