"""What the programs that log users in through us share: clients, their user, and how that user logs in."""

import contextlib
import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.clients.logged_in import EMAIL, PASSWORD, User, provider
from tests.started import until_up

FOLDER = Path(__file__).parent
PATIENCE_SECONDS = 60


@pytest.fixture
def provide(serve):
    """Start a server with some clients, and one user; gives its address."""

    def start(clients, settings=None, **sections):
        address = serve(**provider(clients, **(settings or {})), **sections)
        with contextlib.closing(User(address).http):
            return address

    return start


@pytest.fixture
def page(chromium):
    """A page of the user's browser."""
    with contextlib.closing(chromium.new_context()) as context:
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        yield context.new_page()


def log_in(page, app):
    """Log in at our page, to which an app sent the browser, and allow the app to know it."""
    page.locator("input[name=username]:visible").fill(EMAIL)
    page.locator("input[name=password]:visible").fill(PASSWORD)
    page.locator("button[type=submit]:visible").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{app} wants to access your account")
    page.get_by_role("button", name="Allow", exact=True).click()


@contextlib.contextmanager
def running(command, ready, log, **options):
    """A program, from when an address answers with success; what it says is in the file `log`."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **options)
    try:
        until_up(process, ready, log=log, seconds=PATIENCE_SECONDS)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def json_of(page):
    """The JSON that a page shows."""
    return json.loads(page.locator("body").inner_text())
