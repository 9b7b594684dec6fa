"""What the tests of the clients share: npm with its packages, and Chromium."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.live.test_server import COMMAND

FOLDER = Path(__file__).resolve().parents[2] / "clients" / "typescript"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")


def missing(what):
    """Skip on a bare machine, fail in the gate."""
    if os.environ.get("GATEPOST_CI"):
        raise RuntimeError(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def npm():
    """Runs npm in the client's folder; what the lock file names is installed by one process at a time."""
    found = shutil.which("npm")
    if found is None:
        missing("Node.js 20 or newer")
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

    wanted, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    with wanted.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            run("ci", "--no-audit", "--no-fund")
    return run


@pytest.fixture
def chromium(request):
    """Starts Chromium; further options by position."""
    if CHROMIUM is None:
        missing("Chromium")
    driver, started = request.getfixturevalue("playwright"), []

    def start(*options):
        started.append(driver.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, *options]))
        return started[-1].new_context()

    yield start
    for browser in started:
        browser.close()
