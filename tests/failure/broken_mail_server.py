"""The mail server refuses, hangs, greylists and is gone: no request fails, and each mail comes once."""

import socket
import time

import httpx
import pytest
from tests.failure import report
from tests.failure.systems import Gatepost, Mails, free_port, until
from tests.failure.writers import PASSWORD

pytestmark = pytest.mark.live
RECOVERY = 5
"""Seconds until mail leaves once its server has returned."""


class Greylist:
    """Refuses the first mail to a recipient for now (RFC 6647)."""

    def __init__(self):
        self.seen = set()

    def __call__(self, mail):
        to = mail.partition("To: ")[2].partition("\n")[0].strip()
        first = to not in self.seen
        self.seen.add(to)
        return "451 4.7.1 Greylisted, try again later" if first and to.startswith("greylisted@") else None


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def app(port, postgres, tmp_path_factory):
    server = Gatepost(tmp_path_factory.mktemp("gatepost"), f"smtp://127.0.0.1:{port}", postgres.url)
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as client:
        yield client
    assert server.sender.poll() is None
    server.close()


def sign_up(app, name):
    email = f"{name}@example.org"
    assert app.post("auth/signup", json={"email": email, "password": PASSWORD}).status_code == 200
    return email


def hang(port, app, name):
    """A server that accepts connections, and never says a word."""
    with socket.create_server(("127.0.0.1", port)) as silent:
        email = sign_up(app, name)
        silent.settimeout(60)
        silent.accept()[0].close()
    return email


def test_a_mail_comes_once_after_a_mail_server_failed(app, port, postgres):
    mails = {sign_up(app, "gone"): "a mail server (gone)", hang(port, app, "hangs"): "a mail server (hangs)"}
    began = time.monotonic()
    server = Mails(Greylist(), port=port)
    try:
        mails[sign_up(app, "greylisted")] = "a mail server (greylists)"
        waited = {}

        def all_came():
            for email in mails:
                if server.to(email):
                    waited.setdefault(email, time.monotonic() - began)
            return len(waited) == len(mails)

        until(all_came, "every mail")
        until(postgres.nothing_due, "the end of all messages")
        for email, broken in mails.items():
            # A refused recipient waits as long as before; RFC 6647 asks for no haste.
            assert waited[email] <= RECOVERY or "greylists" in broken, waited
            lost = [] if len(server.to(email)) == 1 else [f"{len(server.to(email))} mails to {email}"]
            report.note(broken, {}, waited[email], lost)
    finally:
        server.close()
