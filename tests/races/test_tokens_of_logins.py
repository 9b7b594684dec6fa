"""Logins at once where a user has one token: everybody gets the same, and one row is written."""

import pytest
from tests.races.test_races import race
from tests.users import make_user

from gatepost.tokens import forms, opaque
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import Plan

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def test_logins_at_once_get_the_same_token():
    user, plan = make_user(), Plan(single=True)
    for _ in range(ROUNDS):
        texts = race(lambda _: opaque.open_for(user, plan)[0], 8)
        assert len(set(texts)) == 1
        assert opaque.find(texts[0], forms.AUTHTOKEN) is not None
        assert Token.objects.count() == 1
        opaque.end_logins(user.pk)


def test_a_token_is_ended_by_one_of_many():
    user = make_user()
    for _ in range(ROUNDS):
        _text, row = opaque.open_for(user, Plan())
        assert sum(race(lambda _, row=row: opaque.end_one(user.pk, row.pk), 8)) == 1
