"""The disk of the database is full, and has room again: nothing is half done, and no one gets in meanwhile."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import httpx
import pytest
from tests.failure import report
from tests.failure.systems import Gatepost, until
from tests.failure.writers import PASSWORD

pytestmark = pytest.mark.live
ANN = {"email": "ann@example.org", "password": PASSWORD}
SIZE, ATTEMPTS, RECOVERY = "32m", 20, 5


@contextlib.contextmanager
def mounted(size):
    """A folder on a file system of its own."""
    folder = Path(tempfile.mkdtemp(prefix="gatepost-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        shutil.rmtree(folder)
        pytest.skip("may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture(scope="module")
def small_disk():
    with mounted(SIZE) as folder:
        yield folder


@pytest.fixture(scope="module")
def app(small_disk, mails, tmp_path_factory):
    url = f"sqlite:///{small_disk}/db.sqlite3"
    server = Gatepost(tmp_path_factory.mktemp("gatepost"), mails.url, url)
    with httpx.Client(base_url=f"{server.address}/_allauth/app/v1/", timeout=30) as client:
        yield client
    ended = server.sender.poll()
    server.close()  # before the file system below it
    assert ended is None, server.said()


@contextlib.contextmanager
def full(folder):
    """Leaves no byte of room."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    try:
        yield
    finally:
        filler.unlink()


def test_a_full_disk_lets_nobody_in_and_loses_nothing(app, small_disk, mails):
    mine = {"X-Session-Token": app.post("auth/signup", json=ANN).json()["meta"]["session_token"]}
    until(lambda: mails.to(ANN["email"]), "the first mail")  # then the worker has started
    errors, guesses = Counter(), []
    with full(small_disk):
        for number in range(ATTEMPTS):
            new = {"email": f"new{number}@example.org", "password": PASSWORD}
            answers = [
                app.post("auth/signup", json=new),
                app.post("auth/login", json=ANN),
            ]
            guesses.append(app.post("auth/login", json=ANN | {"password": "wrong"}))
            errors.update(str(answer.status_code) for answer in [*answers, guesses[-1]] if answer.status_code >= 500)
    assert set(errors) <= {"503"}, errors
    assert not any(answer.status_code == 200 for answer in guesses)
    seconds = until(lambda: app.post("auth/login", json=ANN).status_code == 200, "a login", RECOVERY)
    assert app.get("auth/session", headers=mine).status_code == 200
    for number in range(ATTEMPTS):
        # Whoever was told of an error signs up again; whoever was told of an account has one.
        new = {"email": f"again{number}@example.org", "password": PASSWORD}
        assert app.post("auth/signup", json=new).status_code == 200
    report.note("the database's disk (full)", errors, seconds, [])
