"""A statement that the database gave up for another one is tried again; a whole transaction is not."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from tests.users import BOB, make_user

from gatepost.features.code import purposes as code_purposes
from gatepost.ground import database, secret_queries, secrets


class Victim:
    """Fails so many times, then does what it stands for."""

    def __init__(self, times, act):
        self.left, self.act = times, act

    def __call__(self, *args, **named):
        if self.left:
            self.left -= 1
            raise OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")
        return self.act(*args, **named)


@pytest.mark.django_db(transaction=True)
def test_a_guess_at_a_code_that_met_a_deadlock_is_counted_and_answered(monkeypatch):
    issued = secrets.issue(
        code_purposes.LOGIN, user_id=make_user().pk, target=BOB, bound_to="a" * 32, lifetime=timedelta(hours=1)
    )
    monkeypatch.setattr(secret_queries, "charge", Victim(2, secret_queries.charge))
    monkeypatch.setattr(secret_queries, "consume", Victim(2, secret_queries.consume))
    found = secrets.guess(code_purposes.LOGIN, issued.code, "a" * 32, consuming=True)
    assert isinstance(found, secrets.OneTimeSecret)
    assert found.tries_left == 2


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_never_goes_through_is_given_up():
    with pytest.raises(OperationalError):
        database.retry_on_deadlock(Victim(database.DEADLOCK_TRIES, lambda: None))
    assert database.retry_on_deadlock(Victim(database.DEADLOCK_TRIES - 1, lambda: "done")) == "done"


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_nothing_is_tried_again():
    victim = Victim(1, lambda: "done")
    with pytest.raises(OperationalError), transaction.atomic():
        database.retry_on_deadlock(victim)
    assert victim.left == 0
