"""One server and one browser for all tests of a worker; a context of its own for each visitor."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.browser.visitor import Visitor
from tests.live.test_server import server

from gatepost.testing.openid import OpenIdProvider

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ASKED_AGAIN = {"GATEPOST_FLOW__FRESH_LOGIN_COUNTS": "false"}
"""So that visitors who just logged in see the dialog that asks for a proof."""
DAILY = {
    **ASKED_AGAIN,
    "GATEPOST_PASSKEY__SIGNUP": "true",
    "GATEPOST_FLOW__TRUST_BROWSER": "true",
    "GATEPOST_TOKENS__KEYS": "true",
    "GATEPOST_TOKENS__SCOPES": '["read", "write"]',
    "GATEPOST_LIMITS__RATES": '{"verification_address": ["100/60"], "verification_address_any": ["100/60"], '
    '"verification_code": ["100/60"], "verification_code_any": ["100/60"], "login_failed_network": ["100/60"]}',
}

LEAN = {
    **ASKED_AGAIN,
    "GATEPOST_EMAIL__VERIFICATION_BY": "link",
    "GATEPOST_PASSWORD__RESET_BY": "link",
    **{
        f"GATEPOST_{name}": "false"
        for name in (
            "CODE__ENABLED",
            "PASSKEY__ENABLED",
            "TOTP__ENABLED",
            "RECOVERY_CODES__ENABLED",
            "SESSIONS__LISTING",
            "ACCOUNTS__DELETION",
        )
    },
}


def lacking(what):
    """A bare machine skips; where everything must run, it is a fault."""
    if os.environ.get("GATEPOST_CI"):
        raise RuntimeError(f"CI must have {what}")
    pytest.skip(f"needs {what}")


def connections_to(provider, **names):
    """The settings of a server with connections to a provider on this machine, each with the name that users see."""
    section = provider.settings("loopback", vouches=True)
    connection = section["connections"]["loopback"]
    return {
        "GATEPOST_SOCIAL__CONNECTIONS": json.dumps({key: {**connection, "name": name} for key, name in names.items()}),
        "GATEPOST_SOCIAL__ALLOWED_HOSTS": json.dumps(section["allowed_hosts"]),
    }


@pytest.fixture(scope="module")
def provider():
    """An OpenID provider on this machine."""
    with OpenIdProvider() as found:
        yield found


@pytest.fixture(scope="session")
def built():
    """The web app, built from the present sources; once, whatever the number of workers."""
    if os.environ.get("GATEPOST_TEST_COMMAND"):
        return
    with Path(tempfile.gettempdir(), f"gatepost-web-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(["make", "web"], cwd=ROOT, capture_output=True, text=True, check=False)
    if made.returncode:
        lacking(f"the web app, which could not be built: {made.stderr[-800:]}")


@pytest.fixture(scope="session")
def chromium(request):
    """The browser."""
    if CHROMIUM is None:
        lacking("Chromium")
    browser = request.getfixturevalue("playwright").chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def serve(built, tmp_path_factory):
    """A server with some settings; each set of settings is started once."""
    running = {}
    with contextlib.ExitStack() as stack:

        def start(**settings):
            key = tuple(sorted(settings.items()))
            if key not in running:
                address = stack.enter_context(server(tmp_path_factory.mktemp("served"), **settings))
                running[key] = address.replace("127.0.0.1", "localhost")
            return running[key]

        yield start


@pytest.fixture
def address(serve):
    """The server that most tests use."""
    return serve(**DAILY)


@pytest.fixture
def lean(serve):
    """A server that offers as little as can be, and mails links alone."""
    return serve(**LEAN)


@pytest.fixture
def meet(chromium, address):
    """Make a visitor: a browser with nothing in it. Afterwards nothing that is secret may stand anywhere."""
    met = []

    def make(*, at=address, passkeys=False, **options):
        visitor = Visitor(chromium, at, passkeys=passkeys, **options)
        met.append(visitor)
        return visitor

    yield make
    for visitor in met:
        visitor.leave()


@pytest.fixture
def ann(meet):
    """A visitor."""
    return meet()
