"""A message that was sent is not sent again because the database failed before it knew."""

import pytest
from django.db import OperationalError
from tests.client import Api
from tests.users import BOB, make_user

from gatepost.ground import outbox, queries
from gatepost.ground.models import Message

pytestmark = pytest.mark.django_db


def test_a_mail_was_sent_twice_when_the_database_failed_after_it(mailoutbox, monkeypatch, clock):
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})
    close = queries.close_message

    def fail(*_):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(queries, "close_message", fail)
    for _ in range(2):
        with pytest.raises(OperationalError):
            outbox.deliver_due()
    monkeypatch.setattr(queries, "close_message", close)
    clock.forward(120)
    outbox.deliver_due()
    assert len(mailoutbox) == 1
    assert Message.objects.get().sent_at is not None
    assert outbox._sent == {}
