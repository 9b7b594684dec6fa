"""Users wait for mail; the servers that get messages of features may be slow."""

import pytest

from gatepost.ground import clock, outbox
from gatepost.ground.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """What was sent, in order; each message to another server takes so long that another mail is written meanwhile."""
    sent = []

    def to_server(to, context, **_):
        sent.append(to)
        outbox.put("mail", "password/reset", f"after {to}", {}, language="en")

    monkeypatch.setattr(outbox, "_senders", {"server": to_server})
    monkeypatch.setattr(outbox, "send", lambda _channel, _kind, to, *_rest, **_named: sent.append(to))
    return sent


def put(channel, *recipients):
    for to in recipients:
        outbox.put(channel, "provider/logout", to, {}, language="en")


def test_a_mail_written_while_an_apps_server_is_slow_waited_for_every_other_message(sent):
    put("server", "first", "second")
    put("mail", "a user")
    assert outbox.deliver_due() == 5
    assert sent == ["a user", "first", "after first", "second", "after second"]


def test_at_most_so_many_messages_of_features_are_sent_at_once(sent):
    put("server", "first", "second")
    assert outbox.deliver_due(limit=1) == 1
    assert outbox.deliver_due(limit=1) == 2
    assert sent == ["first", "after first", "second"]


def test_a_message_that_is_not_due_yet_waits(sent):
    put("server", "first")
    Message.objects.update(due_at=clock.now() + outbox.HOLD)
    assert outbox.deliver_due() == 0
