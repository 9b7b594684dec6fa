"""Rows that are made without Django's constructor equal those that it makes."""

import pytest

from gatepost.ground.models import Event
from gatepost.ground.prebuilt_queries import unsaved
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily, Token


@pytest.mark.parametrize("model", [Event, RefreshFamily, Session, Token])
def test_as_the_constructor_makes_it(model):
    ours, theirs = unsaved(model), model()
    assert vars(ours).keys() == vars(theirs).keys()
    assert {name for name, value in vars(ours).items() if value != vars(theirs)[name]} == {"id", "_state"}
    assert type(ours.pk) is type(theirs.pk)
    assert vars(ours._state) == vars(theirs._state)


def test_a_mutable_default_is_not_shared():
    one, other = unsaved(Event), unsaved(Event)
    assert one.details == {}
    assert one.details is not other.details


def test_given_values_replace_defaults():
    assert unsaved(Event, kind="login", details={"by": "email"}).details == {"by": "email"}
