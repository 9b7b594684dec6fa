"""Packages of npm that several test processes install at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests import npm_packages

NPM = """#!/bin/sh
sleep 0.3
echo run >> "$LOG"
mkdir -p node_modules/one
[ -z "$FAIL" ] || exit 1
sleep 0.3
touch node_modules/two node_modules/.package-lock.json
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    found = tmp_path / "project"
    found.mkdir()
    for name in ("package.json", "package-lock.json"):
        (found / name).write_text("{}")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("FAIL", "")
    return found


@pytest.fixture
def npm(tmp_path):
    script = tmp_path / "npm"
    script.write_text(NPM)
    script.chmod(0o700)
    return script


def test_of_four_that_install_at_once_one_runs_npm_and_all_find_every_package(folder, npm, tmp_path):
    def install(_):
        npm_packages.install(npm, folder)
        return (folder / "node_modules" / "two").exists()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(install, range(4))) == [True] * 4
    assert (tmp_path / "log").read_text() == "run\n"
    assert sorted(path.name for path in folder.iterdir()) == ["node_modules", "package-lock.json", "package.json"]


def test_an_install_that_failed_leaves_nothing_behind(folder, npm, monkeypatch):
    monkeypatch.setenv("FAIL", "1")
    with pytest.raises(RuntimeError):
        npm_packages.install(npm, folder)
    assert not (folder / "node_modules").exists()
    monkeypatch.setenv("FAIL", "")
    npm_packages.install(npm, folder)
    assert (folder / "node_modules" / "two").exists()


def test_a_half_filled_folder_is_replaced(folder, npm):
    (folder / "node_modules" / "one").mkdir(parents=True)
    npm_packages.install(npm, folder)
    assert (folder / "node_modules" / "two").exists()
