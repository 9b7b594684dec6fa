"""The mail server is away: mail waits, costs no attempts, and leaves soon after its return."""

import smtplib
import socket

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from tests.failure.systems import Mails, free_port

from gatepost.ground import mail_server, outbox
from gatepost.ground.models import Message

pytestmark = pytest.mark.django_db
COUNT = 5


@pytest.fixture
def port(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 1
    monkeypatch.setattr(mail_server, "_probed", [])
    return settings.EMAIL_PORT


@pytest.fixture
def now(monkeypatch):
    """Seconds of the clock by which the server is asked."""
    passed = [100.0]
    monkeypatch.setattr(mail_server.time, "monotonic", lambda: passed[0])
    return passed


@pytest.fixture
def connections(monkeypatch):
    made, connect = [], smtplib.SMTP.connect
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *given, **named: made.append(1) or connect(*given, **named))
    return made


def put(count=COUNT):
    for number in range(count):
        outbox.put("mail", "password/changed", f"ann{number}@example.org", {"user": "ann"}, language="en")


def test_a_mail_waited_a_minute_after_its_server_had_returned(port, now, connections):
    put()
    assert outbox.deliver_due() == 0
    assert len(connections) == 2  # the mail, and whether it was the mail or the server
    for _ in range(COUNT):
        assert outbox.deliver_due() == 0
    assert len(connections) == 2
    server = Mails(port=port)
    try:
        now[0] += mail_server.PROBE_SECONDS
        assert outbox.deliver_due() == COUNT
        assert len(server.kept) == COUNT
    finally:
        server.close()


def test_mail_that_waits_keeps_no_sms_waiting_behind_it(port, now, monkeypatch, tmp_path):
    monkeypatch.setenv("GATEPOST_INBOX", str(tmp_path))
    put()
    assert outbox.deliver_due() == 0
    outbox.put("sms", "phone/verify", "+31612345678", {"code": "ABCD-EFGH"}, language="en")
    assert outbox.deliver_due(limit=COUNT) == 1


def test_an_outage_costs_no_attempts(port, now):
    put()
    for _ in range(3):
        outbox.deliver_due()
        now[0] += mail_server.PROBE_SECONDS
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    assert not Message.objects.filter(due_at__isnull=True).exists()


def test_a_server_that_says_nothing_is_away(port, now):
    put(1)
    with socket.create_server(("127.0.0.1", port)):
        assert outbox.deliver_due() == 0
    assert Message.objects.get().attempts == 0


def test_a_mail_that_its_server_refuses_costs_an_attempt_and_stops_no_other(port, now):
    server = Mails(lambda text: "554 no" if "ann0@" in text else None, port=port)
    try:
        put()
        assert outbox.deliver_due() == COUNT - 1
    finally:
        server.close()
    assert list(Message.objects.filter(due_at__isnull=False).values_list("attempts", flat=True)) == [1]


def test_a_refused_password_is_no_outage(port, now, monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPAuthenticationError(535, b"no")

    server = Mails(port=port)
    monkeypatch.setattr(smtplib.SMTP, "connect", refuse)
    try:
        put(2)
        assert outbox.deliver_due() == 0
    finally:
        server.close()
    assert list(Message.objects.values_list("attempts", flat=True)) == [1, 1]
    assert not mail_server.away()


class OfTheProject(BaseEmailBackend):
    """An email backend with errors of its own."""

    def open(self):
        raise LookupError("no such region")

    def send_messages(self, _):
        raise ConnectionResetError


def test_an_email_backend_with_errors_of_its_own_ended_the_delivery(settings, port):
    settings.EMAIL_BACKEND = f"{__name__}.OfTheProject"
    put(2)
    assert outbox.deliver_due() == 0
    assert list(Message.objects.values_list("attempts", flat=True)) == [1, 1]
