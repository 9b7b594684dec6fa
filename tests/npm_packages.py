"""Installs what a `package-lock.json` names, for tests in several processes."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

TIMEOUT_SECONDS = 300


def find_npm():
    """The path of npm; without it the test is skipped, or fails in CI."""
    found = shutil.which("npm") if shutil.which("node") else None
    if found is None:
        missing("Node.js 20 or newer, and npm")
    return found


def missing(what):
    """Skip on a bare machine, fail in CI."""
    if os.environ.get("GATEPOST_CI"):
        raise RuntimeError(f"CI must have {what}")
    pytest.skip(f"needs {what}")


def install(npm, folder, *options):
    """Make `folder/node_modules` match the lock file; other processes see all packages or none.

    Raises:
        RuntimeError: npm failed; includes its output.
    """
    wanted, modules = folder / "package-lock.json", folder / "node_modules"
    with wanted.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = modules / ".package-lock.json"
        if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
            return
        with tempfile.TemporaryDirectory(dir=folder, prefix="node_modules.") as name:
            draft = Path(name)
            for file in (folder / "package.json", wanted):
                shutil.copy(file, draft)
            command = [npm, "ci", "--no-audit", "--no-fund", *options]
            done = subprocess.run(
                command, cwd=draft, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
            )
            if done.returncode:
                raise RuntimeError(done.stdout + done.stderr)
            if modules.exists():
                modules.rename(draft / "replaced")
            (draft / "node_modules").rename(modules)
