"""A username that is given up while others want it goes to none of them."""

from datetime import timedelta

import pytest
from tests.client import Api
from tests.races.test_races import race
from tests.users import NEW, make_user

from gatepost.accounts.models import Identifier
from gatepost.errors import Refused
from gatepost.features.account.operations import names as own_account
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground import clock

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def rename(user, name):
    try:
        own_account.rename(Visit(bearer=Bearer(user=user)), Proof(method="password", at=0), username=name)
    except Refused:
        return False
    return True


def test_nobody_takes_a_name_in_the_moment_in_which_it_is_given_up():
    for number in range(10):
        name = f"bob{number}"
        bob = make_user(f"bob{number}@example.org", name)
        Identifier.objects.filter(user=bob).update(created_at=clock.now() - timedelta(days=2))
        others = [make_user(f"eve{number}-{racer}@example.org", f"eve{number}-{racer}") for racer in range(4)]

        def act(racer, bob=bob, others=others, name=name, number=number):
            if racer == 0:
                return rename(bob, f"robert{number}")
            if racer < 5:
                return rename(others[racer - 1], name)
            body = {"email": f"new{number}-{racer}@example.org", "username": name, "password": NEW}
            return Api().post("auth/signup", body).status == 200

        assert race(act, 8) == [True, *[False] * 7]
