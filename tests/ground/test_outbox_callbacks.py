"""A callback of the project that fails at the commit, before ours are called."""

import threading

import pytest
from django.db import transaction

from gatepost.ground import outbox
from gatepost.ground.models import Message


@transaction.atomic
def in_a_transaction(callback):
    transaction.on_commit(callback)
    outbox.put("mail", "flow/welcome", "bob@example.org", {"user": "Bob"}, language="en")


@pytest.mark.django_db(transaction=True)
def test_a_callback_of_the_project_that_failed_left_the_mail_unsent_until_the_next_one(monkeypatch, configure):
    configure(outbox={"delivery": "thread"})
    started = threading.Event()
    monkeypatch.setattr(outbox, "_thread", None)
    monkeypatch.setattr(outbox, "_run", started.set)

    def fail():
        raise RuntimeError("the task queue is away")

    with pytest.raises(RuntimeError):
        in_a_transaction(fail)
    assert started.wait(5)
    assert Message.objects.count() == 1
