"""Ports of the server: one server on each, and a clear word when one is taken."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest
from tests.live.test_server import COMMAND, free_port, run, server

from gatepost.cli import ports

pytestmark = pytest.mark.live


def test_a_second_server_on_the_port_exits_and_names_the_first(tmp_path):
    port = free_port()
    with server(tmp_path, port=port):
        second = run(tmp_path, "serve", "--port", str(port))
        assert second.returncode == 1
        assert f"port {port} is in use by gatepost serve (process " in second.stderr
        assert "--port" in second.stderr
        other = run(tmp_path, "serve", "--port", str(port), "--host", "localhost")
        assert (other.returncode, f"port {port} is in use by" in other.stderr) == (1, True)
    with server(tmp_path, port=port):
        pass


def test_another_program_on_the_port_is_named_and_nothing_is_written(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(tmp_path, "serve", "--port", str(port))
    assert result.returncode == 1
    assert f"port {port} is in use by " in result.stderr
    assert f"(process {os.getpid()})" in result.stderr
    assert not (tmp_path / ".gatepost").exists()


def test_of_two_servers_that_start_at_once_one_runs(tmp_path):
    port = free_port()
    started = [
        subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)],
            cwd=tmp_path,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "gatepost.server.settings", "GATEPOST_HOME": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    first = threading.Event()
    ended = []

    def watch(process):
        _, error = process.communicate()
        ended.append((process, process.returncode, error))
        first.set()

    watchers = [threading.Thread(target=watch, args=(process,)) for process in started]
    for watcher in watchers:
        watcher.start()
    assert first.wait(60)
    (loser, status, error) = ended[0]
    assert (status, f"port {port} is in use by" in error) == (1, True)
    (winner,) = set(started) - {loser}
    assert winner.poll() is None
    winner.send_signal(signal.SIGTERM)
    for watcher in watchers:
        watcher.join(30)


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_cannot_be_is_refused(port, tmp_path):
    result = run(tmp_path, "serve", "--port", port)
    assert result.returncode == 2
    assert "--port" in result.stderr


def test_a_host_without_an_address_is_named(tmp_path):
    result = run(tmp_path, "serve", "--host", "a.localhost.invalid", "--production")
    assert result.returncode == 1
    assert "cannot listen on a.localhost.invalid" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_of_another_machine_is_refused(tmp_path):
    result = run(tmp_path, "serve", "--host", "192.0.2.1", "--production")
    assert (result.returncode, "cannot listen on 192.0.2.1" in result.stderr) == (1, True)


def test_make_serve_takes_a_port():
    shown = subprocess.run(["make", "-n", "serve", "PORT=8010"], capture_output=True, text=True, check=True).stdout
    assert "gatepost serve --port 8010" in shown


def test_a_start_warns_of_nothing(tmp_path):
    log = tmp_path / "log"
    port = free_port()
    with log.open("w") as output, contextlib.ExitStack() as stack:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST"))}
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)], cwd=tmp_path, env=environment, stdout=output, stderr=output
        )
        stack.callback(process.wait, 30)
        stack.callback(process.terminate)
        for _ in range(300):
            if ports.owner(port):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        assert process.poll() is None
    assert "WARNING" not in log.read_text()
    assert "Listening at" in log.read_text()


def test_the_owner_of_a_port_is_named_without_its_options(tmp_path):
    script = (
        "import socket, sys; s = socket.create_server(('127.0.0.1', 0)); "
        "print(s.getsockname()[1], flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, "--password", "secret"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        port = int(process.stdout.readline())
        found = ports.owner(port)
        process.stdin.close()
    assert f"(process {process.pid})" in found
    assert "secret" not in found
    assert ports.owner(port) == ""
