"""A statement that the database gave up for another one is tried again; a whole transaction is not."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from tests.users import BOB, make_user

from gatepost.ground import database, queries, secrets
from gatepost.ground.secrets import Purpose


class Victim:
    """Fails so many times, then does what it stands for."""

    def __init__(self, times, act):
        self.left, self.act = times, act

    def __call__(self, *args):
        if self.left:
            self.left -= 1
            raise OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")
        return self.act(*args)


@pytest.mark.django_db(transaction=True)
def test_a_guess_at_a_code_that_met_a_deadlock_is_counted_and_answered(monkeypatch):
    issued = secrets.issue(
        Purpose.LOGIN_CODE, user_id=make_user().pk, target=BOB, bound_to="a" * 32, lifetime=timedelta(hours=1)
    )
    monkeypatch.setattr(queries, "charge", Victim(2, queries.charge))
    monkeypatch.setattr(queries, "consume", Victim(2, queries.consume))
    found = secrets.guess(Purpose.LOGIN_CODE, issued.code, "a" * 32, consuming=True)
    assert isinstance(found, secrets.OneTimeSecret)
    assert found.tries_left == 2


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_never_goes_through_is_given_up():
    with pytest.raises(OperationalError):
        database.undisturbed(Victim(database.DEADLOCK_TRIES, lambda: None))
    assert database.undisturbed(Victim(database.DEADLOCK_TRIES - 1, lambda: "done")) == "done"


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_nothing_is_tried_again():
    victim = Victim(1, lambda: "done")
    with pytest.raises(OperationalError), transaction.atomic():
        database.undisturbed(victim)
    assert victim.left == 0
