"""The web app, with the tools of its own language: types, lint, unit tests, and a build without the machine's Node."""

import subprocess
from pathlib import Path

import pytest
from tests import npm_packages

pytestmark = pytest.mark.live
FOLDER = Path(__file__).resolve().parents[2] / "web"


def test_types_lint_and_unit_tests_of_the_app():
    npm = npm_packages.find_npm()
    npm_packages.install(npm, FOLDER)
    done = subprocess.run([npm, "run", "check"], cwd=FOLDER, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]


def test_the_lock_file_names_no_registry_of_one_machine():
    lines = (FOLDER / "package-lock.json").read_text().splitlines()
    resolved = [line for line in lines if '"resolved"' in line]
    assert not [line for line in resolved if "https://registry.npmjs.org/" not in line]
