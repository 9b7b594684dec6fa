import ipaddress
import os
import socket

import hypothesis
import pytest
import redis
from django.db import connection
from playwright.sync_api import sync_playwright

from gatepost.features.password.operations import every_request
from gatepost.ground import clock as ground_clock
from gatepost.ground import mail_server, outbox
from gatepost.tokens.signed import signing_keys
from tests.client import Api, Post
from tests.index_scans import Explaining
from tests.settings import USER
from tests.users import logged_in, make_user

# A busy machine takes longer; how long an example takes proves nothing.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _no_leftover():
    yield
    ground_clock.set_source(None)
    every_request.forget()
    signing_keys.forget()
    mail_server._probed.clear()


@pytest.fixture
def clock():
    """A clock that stands still until a test moves it."""

    class Clock:
        def __init__(self):
            self.now = 1_800_000_000.0

        def forward(self, seconds):
            self.now += seconds

    moving = Clock()
    ground_clock.set_source(lambda: moving.now)
    return moving


@pytest.fixture
def post(db, mailoutbox, monkeypatch, tmp_path):
    """The mails and SMS that went out."""
    monkeypatch.setenv("GATEPOST_INBOX", str(tmp_path))
    return Post(mailoutbox, tmp_path, outbox.deliver_due)


@pytest.fixture(params=["app", "browser"])
def api(request, db):
    """A client of each family."""
    return Api(request.param)


@pytest.fixture
def app(db):
    return Api("app")


@pytest.fixture
def browser(db):
    return Api("browser")


@pytest.fixture
def bob(db):
    return make_user()


@pytest.fixture
def bobs(bob):
    """An app in which Bob is signed in."""
    return logged_in(bob)


@pytest.fixture
def configure(settings):
    """Change sections of GATEPOST, each by a keyword."""

    def change(**sections):
        tree = {key: dict(value) if isinstance(value, dict) else value for key, value in settings.GATEPOST.items()}
        for section, values in sections.items():
            tree[section] = {**tree.get(section, {}), **values}
        settings.GATEPOST = tree

    change(outbox={"sms": "inbox"})
    return change


@pytest.fixture
def redis_url():
    """A Redis with nothing in it; a fresh machine has none, CI must."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    url = f"redis://127.0.0.1:6379/{int(worker) % 16}"
    client = redis.Redis.from_url(url)
    try:
        client.flushdb()
    except redis.ConnectionError:
        if os.environ.get("GATEPOST_CI"):
            raise
        pytest.skip("needs Redis on 127.0.0.1:6379")
    yield url
    client.flushdb()
    client.close()


def pytest_collection_modifyitems(config, items):
    """Leave out what a user model can't do at all, and run browsers last.

    A sign-up without the address that a model logs in by is such a thing. Playwright leaves an event loop running in
    the thread of a worker's tests, in which no test of async code could start its own.
    """
    out = [item for item in items if any(USER in mark.args for mark in item.iter_markers("not_with"))]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    items.sort(key=lambda item: not {"chromium", "playwright"}.isdisjoint(item.fixturenames))


def pytest_runtest_setup(item):
    database = os.environ.get("GATEPOST_TEST_DATABASE", "sqlite")
    if item.get_closest_marker("races") and database == "sqlite":
        pytest.skip("needs a database server: set GATEPOST_TEST_DATABASE to postgresql or mariadb")


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine(monkeypatch):
    """A test that asks another machine fails: neither a connection nor a look-up of a name goes out."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(host).is_loopback:
            pytest.fail(f"a connection to {host} was tried")
        return connect(self, address)

    def known(host, *args, **kwargs):
        if host not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"):
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no names: {host!r}")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", known)


@pytest.fixture(scope="session")
def playwright():
    """The driver of browsers; a process may start it once."""
    with sync_playwright() as driver, pytest.MonkeyPatch.context() as patch:
        # Its loop seems to run in this thread, for which Django would refuse every statement.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield driver


explaining = Explaining()


@pytest.fixture(autouse=True)
def _no_request_scans_a_table(request):
    """A test on PostgreSQL fails if a request in it reads a growing table without an index."""
    makes_up_statements = request.path.parent.name in ("ground", "perf")
    if connection.vendor != "postgresql" or makes_up_statements:
        yield
        return
    with connection.execute_wrapper(explaining):
        yield
    if scanning := explaining.taken():
        pytest.fail("\n".join(scanning))
