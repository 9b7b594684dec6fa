"""The clients of React, Vue, Next.js and Expo: their own checks, their packages, and their examples in Chromium."""

import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest
from tests import npm_packages
from tests.browser.test_password_managers import MANAGER
from tests.browser.visitor import AUTHENTICATOR
from tests.live.test_server import Visitor, free_port, server
from tests.started import until_up

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ("react", "vue", "next", "expo")
PASSWORD = "tr0ub4dor-and-3"
EXAMPLES = {
    "react": ("vite", "preview", "--strictPort", "--port"),
    "vue": ("vite", "preview", "--strictPort", "--port"),
    "nextjs": ("next", "start", "--port"),
}


def clean(**extra):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    return {**kept, "NEXT_TELEMETRY_DISABLED": "1", **extra}


def run(*command, **environment):
    done = subprocess.run(
        command, cwd=ROOT, env=clean(**environment), capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]
    return done.stdout


@pytest.fixture(scope="session")
def npm():
    """Runs npm in the workspace, whose clients one process built."""
    found = npm_packages.find_npm()
    npm_packages.install(found, ROOT / "clients" / "typescript")
    done = Path(tempfile.gettempdir(), f"clients-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}.built")
    with (ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            run("clients/build.sh")
            done.touch()
    return lambda *arguments, **environment: run(found, *arguments, **environment)


def test_the_lock_file_names_no_registry_of_one_machine():
    lines = (ROOT / "package-lock.json").read_text().splitlines()
    resolved = [line for line in lines if '"resolved": "http' in line]
    assert not [line for line in resolved if "https://registry.npmjs.org/" not in line]


def test_the_style_is_kept(npm):
    npm("run", "lint")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_is_typed_strictly_and_passes_its_own_tests(npm, client):
    npm("run", "check", "--workspace", f"@gatepost/{client}")
    npm("run", "test", "--workspace", f"@gatepost/{client}")


@pytest.mark.parametrize("client", CLIENTS)
def test_npm_pack_has_what_is_built_and_the_licence(npm, client, tmp_path):
    npm("pack", "--workspace", f"@gatepost/{client}", "--pack-destination", str(tmp_path))
    (packed,) = tmp_path.glob("*.tgz")
    with tarfile.open(packed) as tar:
        names = {name.removeprefix("package/") for name in tar.getnames()}
    assert {"LICENSE", "README.md", "package.json"} <= names
    package = json.loads((ROOT / "clients" / client / "package.json").read_text())
    assert {target.removeprefix("./") for entry in package["exports"].values() for target in entry.values()} <= names
    assert not [name for name in names if name.startswith(("tests/", "node_modules"))]
    assert package["engines"]["node"]


def test_all_packages_have_one_version():
    source = (ROOT / "src" / "gatepost" / "__init__.py").read_text()
    version = re.search(r'__version__ = "(.+)"', source)[1]
    for client in ("typescript", *CLIENTS):
        assert json.loads((ROOT / "clients" / client / "package.json").read_text())["version"] == version, client


def test_the_example_for_expo_is_typed(npm):
    """It is not run: that takes a device."""
    npm("run", "check", "--workspace", "gatepost-example-expo")


@contextlib.contextmanager
def example(npm, name, folder):
    """A built example with a server of its own. Gives the addresses of both."""
    port, behind = free_port(), free_port()
    home, here = f"http://localhost:{port}", {"GATEPOST_SERVER": f"http://127.0.0.1:{behind}"}
    npm("run", "check", "--workspace", f"gatepost-example-{name}")
    npm("run", "build", "--workspace", f"gatepost-example-{name}", **here)
    settings = str(ROOT / "examples" / name / "gatepost.toml")
    served = server(folder, "--config", settings, port=behind, GATEPOST_PUBLIC_URL=home)
    with served as address, pages(ROOT / "examples" / name, EXAMPLES[name], port, **here):
        yield home, address


@contextlib.contextmanager
def pages(folder, command, port, **environment):
    """The server of an app's pages."""
    tool, *options = command
    process = subprocess.Popen(
        [str(ROOT / "node_modules" / ".bin" / tool), *options, str(port)],
        cwd=folder,
        env=clean(**environment),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until_up(process, f"http://localhost:{port}", any_status=True)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def adds_passkey(answer):
    return answer.request.method == "POST" and answer.url.endswith("/webauthn/upgrade") and answer.status == 200


def password_manager(page):
    """Let the page's browser add passkeys without a dialog."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.add_init_script(MANAGER)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_visitor_signs_up_logs_out_and_logs_in(npm, chromium, tmp_path, name):
    with example(npm, name, tmp_path) as (home, address):
        page, faults = chromium().new_page(), []
        password_manager(page)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(home)
        if name == "nextjs":
            page.goto(f"{home}/account")
            page.wait_for_url(f"{home}/login?next=%2Faccount")
        page.get_by_role("button", name="Create an account").click()
        page.get_by_label("Email address").fill("ann@example.org")
        page.get_by_label("Password").fill("short")
        page.get_by_role("button", name="Sign up").click()
        page.locator("input[name=password][aria-invalid=true]:focus").wait_for()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign up").click()
        mail = Visitor(address, "app").mail("ann@example.org", 0)
        page.get_by_label("Code").fill(mail["code"])
        page.get_by_role("button", name="Continue").click()
        greeting = page.get_by_role("heading", name="Hello, ann@example.org")
        greeting.wait_for()
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Email address").fill("ann@example.org")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in", exact=True).click()
        page.locator("[data-part=problem], [data-part=fault]").wait_for()
        page.get_by_label("Password").fill(PASSWORD)
        # The page of Next.js is left at once, and nothing that it does without the user ends.
        with contextlib.nullcontext() if name == "nextjs" else page.expect_response(adds_passkey):
            page.get_by_role("button", name="Log in", exact=True).click()
            greeting.wait_for()
        # Chromium writes every answer of 400 and 401 into the console; anything else is a fault.
        assert [one for one in faults if "status of 40" not in one] == []
