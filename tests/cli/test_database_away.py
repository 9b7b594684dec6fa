"""Commands whose database doesn't answer say so in one sentence."""

import os
import socket
import subprocess

import pytest
from click import ClickException
from django.db import OperationalError
from tests.live.test_server import COMMAND

from gatepost import cli
from gatepost.cli import startup


@pytest.mark.parametrize("words", [["worker"], ["users", "list"], ["sessions", "list", "bob"]], ids=" ".join)
def test_a_command_whose_database_was_away_ended_in_a_traceback(words, tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgres://ann@127.0.0.1:{nobody.getsockname()[1]}/gatepost"
        done = subprocess.run(
            [COMMAND, *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database can't be used: ")
    assert "its address is right" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_call_command_raises_one_exception_for_a_database_that_is_away(monkeypatch):
    def refused():
        raise OperationalError("no route to host")

    monkeypatch.setattr(startup, "migrate", refused)
    monkeypatch.setattr("gatepost.cli.sessions.migrate", refused)
    with pytest.raises(ClickException, match="can't be used: no route to host"):
        cli.main(["sessions", "list", "bob"], alone=False)
