"""`examples/spa-subdomain` as it stands there: a page on one host, the server on another, in Chromium."""

import contextlib
import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.live.test_server import Visitor, server

pytestmark = pytest.mark.live
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "spa-subdomain"
APP, API = "app.gatepost.localhost:9000", "api.gatepost.localhost:8000"
EMAIL, PASSWORD = "ann@example.org", "tr0ub4dor-and-3"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing is written."""


@contextlib.contextmanager
def files(folder):
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


@pytest.fixture(scope="module")
def hosts(npm, tmp_path_factory):
    """The address of the server, and the port of the page."""
    folder = tmp_path_factory.mktemp("example") / "page"
    shutil.copytree(EXAMPLE / "page", folder)
    npm("run", "bundle", "--", f"--outfile={folder / 'gatepost.js'}")
    home = tmp_path_factory.mktemp("server")
    settings = {"GATEPOST_COOKIE_DOMAIN": "gatepost.localhost"}
    with files(folder) as port, server(home, "--config", str(EXAMPLE / "gatepost.toml"), **settings) as address:
        yield address, port


@pytest.fixture
def example(hosts, chromium):
    """The address of the server, and a browser for which both hosts are where the example says."""
    address, port = hosts
    here = address.removeprefix("http://")
    return address, chromium(f"--host-resolver-rules=MAP {APP} 127.0.0.1:{port}, MAP {API} {here}")


def test_a_page_on_one_host_signs_up_and_logs_in_at_another(example):
    address, browser = example
    page = browser.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://{APP}/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").wait_for()
    mail = Visitor(address, "app").mail(EMAIL, 0)
    assert mail["links"][0].startswith(f"http://{APP}/#verify=")

    other = browser.new_page()
    other.goto(f"http://{APP}/")
    other.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(mail["code"])
    page.get_by_role("button", name="Go on").click()
    page.locator("#name", has_text=EMAIL).wait_for()
    other.locator("#name", has_text=EMAIL).wait_for()

    cookies = {cookie["name"]: cookie for cookie in browser.cookies()}
    assert {cookies[name]["domain"] for name in ("sessionid", "csrftoken")} == {".gatepost.localhost"}
    assert (cookies["sessionid"]["httpOnly"], cookies["csrftoken"]["httpOnly"]) == (True, False)
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0

    other.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill("wrong")
    # Chromium writes every answer of 400 and 401 into the console; anything else would be a fault.
    assert [one for one in complaints if "status of 401" not in one] == []
    page.get_by_role("button", name="Log in").click()
    page.locator("#told", has_text="not correct").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#name", has_text=EMAIL).wait_for()


def test_a_mailed_link_opens_the_page_and_leaves_no_key_in_the_history(example):
    address, browser = example
    visitor = Visitor(address, "app")
    visitor.call("POST", "auth/signup", {"email": "ben@example.org", "password": PASSWORD})
    page = browser.new_page()
    page.goto(visitor.mail("ben@example.org", 0)["links"][0])
    page.get_by_role("button", name="Log in").wait_for()
    assert page.url == f"http://{APP}/"
    assert visitor.call("POST", "auth/login", {"email": "ben@example.org", "password": PASSWORD})[0] == 200
    visitor.close()


def test_a_page_of_another_host_gets_nothing(example):
    _, browser = example
    page = browser.new_page()
    page.route("http://evil.localhost/", lambda route: route.fulfill(body="<p>hello</p>", content_type="text/html"))
    page.goto("http://evil.localhost/")
    asked = f"fetch('http://{API}/_allauth/browser/v1/auth/session', {{credentials: 'include'}}).then(() => 1, () => 0)"
    assert page.evaluate(asked) == 0
