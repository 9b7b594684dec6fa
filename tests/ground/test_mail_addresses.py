"""The addresses that mail really goes to, as a mail server receives them."""

import asyncio
import smtplib
import socket

import django
import pytest
from aiosmtpd.controller import Controller
from django.core.checks import run_checks
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangosBackend

from gatepost.ground import outbox, sending, text

pytestmark = pytest.mark.django_db
DJANGOS = "django.core.mail.backends.smtp.EmailBackend"
OURS = "gatepost.ground.smtp.EmailBackend"


class Mailbox:
    """Keeps what arrives: sender, recipients and headers."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's name
        await asyncio.sleep(0)
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    found = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = DJANGOS
    yield found.received
    controller.stop()


def mail(to):
    outbox.put("mail", "password/changed", to, {"user": "bob", "ip": ""}, language="en")
    return outbox.deliver_due()


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("bob@faß.de", "bob@xn--fa-hia.de"),
        ("bob@fass.de", "bob@fass.de"),
        ("bob@FAẞ.de", "bob@xn--fa-hia.de"),
        ("bob@βόλος.com", "bob@xn--nxasmm1c.com"),
        ("bob@ΒΌΛΟΣ.com", "bob@xn--nxasmq6b.com"),
        ("bob@müller.DE", "bob@xn--mller-kva.de"),
        ("bob@bücher。example", "bob@xn--bcher-kva.example"),
    ],
)
def test_mail_goes_to_the_domain_by_idna_2008(mailbox, typed, wire):
    assert text.canonical_email(typed) == wire.lower()
    assert mail(text.stored_email(typed)) == 1
    ((_, recipients, content),) = mailbox
    assert recipients == [wire]
    assert f"To: {wire}\r\n".encode() in content


@pytest.mark.parametrize(
    ("domain", "wire"),
    [
        ("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com", "xn--mgba3gch31f060k.com"),
        ("\u0dc1\u0dca\u200d\u0dbb\u0dd3.com", "xn--10cl1a0b660p.com"),
    ],
)
def test_joiners_are_part_of_a_domain(mailbox, domain, wire):
    assert mail(f"bob@{domain}") == 1
    assert mailbox[0][1] == [f"bob@{wire}"]


def test_the_senders_domain_is_written_in_the_same_way(mailbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Support <help@faß.de>"
    assert mail("bob@example.org") == 1
    assert mailbox[0][0] == "help@xn--fa-hia.de"


def test_a_mailbox_beyond_ascii_is_never_confused_with_another(mailbox, caplog):
    assert mail("jörg@example.org") == 0
    assert mailbox == []
    assert "can't address" in caplog.text
    assert outbox.deliver_due() == 0


@pytest.mark.usefixtures("mailbox")
def test_djangos_backend_alone_would_mail_to_another_mailbox(monkeypatch):
    written, send = [], smtplib.SMTP.rcpt  # as the test's server decodes what is written
    monkeypatch.setattr(smtplib.SMTP, "rcpt", lambda *args: (written.append(args[1]), send(*args))[1])
    mail = EmailMessage("Hello", "Text", "a@example.org", ["jörg@example.org"])
    if django.VERSION >= (6, 0):  # no longer silently
        with pytest.raises(ValueError, match="non-ASCII"):
            mail.send()
        assert written == []
        return
    mail.send()
    assert written == ["=?utf-8?b?asO2cmc=?=@example.org"]


class Renamed(DjangosBackend):
    """A backend of a project that changes nothing of what is sent."""


class Sending(DjangosBackend):
    """One that sends in its own way."""

    def _send(self, email_message):
        return bool(email_message)


@pytest.mark.parametrize(
    ("backend", "on", "reported"),
    [
        (DJANGOS, True, True),
        (f"{__name__}.Renamed", True, True),
        (DJANGOS, False, False),
        (OURS, True, False),
        (f"{__name__}.Sending", True, False),
        ("django.core.mail.backends.locmem.EmailBackend", True, False),
        ("no.such.Backend", True, False),
    ],
)
def test_a_check_refuses_a_backend_that_cannot_send_what_the_setting_accepts(
    settings, configure, backend, on, reported
):
    settings.EMAIL_BACKEND = backend
    configure(email={"smtputf8": on})
    found = [message for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.E019"]
    assert len(found) == reported
    assert all("gatepost.ground.smtp.EmailBackend" in message.hint for message in found)


def test_a_subclass_of_djangos_backend_is_not_trusted_either(mailbox, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Renamed"
    assert mail("jörg@example.org") == 0
    assert mailbox == []
    assert "can't address" in caplog.text


def test_our_backend_sends_to_a_mailbox_beyond_ascii(mailbox, settings):
    settings.EMAIL_BACKEND = OURS
    assert mail("jörg@faß.de") == 1
    _, recipients, content = mailbox[0]
    assert recipients == ["jörg@xn--fa-hia.de"]
    assert "To: jörg@xn--fa-hia.de\r\n".encode() in content


def test_our_backend_sends_other_mail_as_djangos_does(mailbox, settings):
    settings.EMAIL_BACKEND = OURS
    EmailMessage(
        "Hello", "Text", "a@example.org", ["b@example.org"], cc=["c@example.org"], bcc=["d@example.org"]
    ).send()
    assert mailbox[0][1] == ["b@example.org", "c@example.org", "d@example.org"]


def test_our_backend_keeps_copies_and_hidden_copies(mailbox, settings):
    settings.EMAIL_BACKEND = OURS
    EmailMessage(
        "Hällo", "Text", "a@example.org", ["jö@example.org"], cc=["c@example.org"], bcc=["d@example.org"]
    ).send()
    _, recipients, content = mailbox[0]
    assert recipients == ["jö@example.org", "c@example.org", "d@example.org"]
    assert b"Cc: c@example.org" in content
    assert b"d@example.org" not in content


@pytest.mark.parametrize("address", ["bob@example.org", "bob@[192.0.2.1]", "bob@localhost", "bob@☃.net", "bob@", "bob"])
def test_what_idna_does_not_know_stays_as_it_is(address):
    assert text.envelope(address) == address


def test_only_the_setting_says_that_a_mailbox_beyond_ascii_is_deliverable(configure):
    assert not sending.deliverable("jörg@example.org")
    configure(email={"smtputf8": True})
    assert sending.deliverable("jörg@example.org")
