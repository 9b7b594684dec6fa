"""The web app, with the tools of its own language: types, lint, unit tests, and a build without the machine's Node."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.live
FOLDER = Path(__file__).resolve().parents[2] / "web"


def test_types_lint_and_unit_tests_of_the_app():
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("GATEPOST_CI"):
            raise RuntimeError("CI must have Node.js")
        pytest.skip("needs Node.js 20 or newer")
    wanted, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    with wanted.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, capture_output=True)
    done = subprocess.run([npm, "run", "check"], cwd=FOLDER, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]


def test_the_lock_file_names_no_registry_of_one_machine():
    lines = (FOLDER / "package-lock.json").read_text().splitlines()
    resolved = [line for line in lines if '"resolved"' in line]
    assert not [line for line in resolved if "https://registry.npmjs.org/" not in line]
