"""What the log says of messages that were not sent."""

import logging
import smtplib

import pytest
from tests.client import Api
from tests.users import BOB, make_user

from gatepost.ground import outbox

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 rejected"), "SMTPAuthenticationError: (535, b'5.7.8 rejected')"),
        (smtplib.SMTPRecipientsRefused({BOB: (550, b"no such user")}), "SMTPRecipientsRefused: {'(address)': (550"),
        (RuntimeError(f"<{BOB}> and +4915112345678"), "RuntimeError: <(address)> and (address)"),
        (RuntimeError("x" * 5000), f"RuntimeError: {'x' * 300}\n"),
    ],
)
def test_a_failed_mail_is_logged_with_its_cause_and_without_its_recipient(error, cause, monkeypatch, caplog):
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})

    def fail(*_):
        raise error

    monkeypatch.setattr("gatepost.ground.outbox.send", fail)
    with caplog.at_level(logging.WARNING, logger="gatepost.outbox"):
        assert outbox.deliver_due() == 0
    assert "was not sent (attempt 1): " + cause in caplog.text
    assert BOB not in caplog.text


def test_the_last_attempt_is_logged_as_an_error(configure, monkeypatch, caplog):
    configure(outbox={"attempts": 1})
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})

    def fail(*_):
        raise TimeoutError("no answer")

    monkeypatch.setattr("gatepost.ground.outbox.send", fail)
    outbox.deliver_due()
    assert [record.levelname for record in caplog.records if record.name == "gatepost.outbox"] == ["ERROR"]
    assert "is given up after attempt 1: TimeoutError: no answer" in caplog.text
