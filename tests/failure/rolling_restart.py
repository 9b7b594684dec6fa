"""Four servers behind nginx are restarted one after another while users write: no request fails."""

import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
from tests.failure.fleet import Fleet, Member
from tests.failure.systems import until
from tests.failure.writers import Crowd
from tests.live.test_server import COMMAND, free_port

pytestmark = pytest.mark.live


@pytest.fixture
def fleet(mails, postgres, tmp_path):
    servers = Fleet(tmp_path, mails.url, postgres.url)
    yield servers
    servers.close()


def test_no_request_fails_while_servers_are_restarted_one_after_another(fleet, mails):
    with Crowd(fleet, mails, kind=Member) as crowd:
        until(lambda: crowd.done() >= 8, "users")
        for port in fleet.ports:
            fleet.stop(port)
            after = crowd.done()
            until(lambda after=after: crowd.done() >= after + 4, "users meanwhile")
            fleet.start(port)
            time.sleep(2)  # nginx asks it again
    assert crowd.errors() == {}, fleet.said()
    assert crowd.lost(5) == []


@pytest.mark.skipif(sys.platform != "linux", reason="sockets are drained on Linux only")
def test_a_connection_that_is_open_when_the_server_stops_is_answered(tmp_path):
    """The server closed it; a proxy that had sent a POST on it could not send it again."""
    port = free_port()
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    command = [COMMAND, "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=tmp_path, env=clean, stdout=subprocess.DEVNULL)
    try:
        until(lambda: healthy(port), "the start of the server")
        waiting = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(20)]
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        answers = []
        for one in waiting:
            one.sendall(b"POST /livez HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
            answers.append(one.recv(12))
            one.close()
        assert answers == [b"HTTP/1.0 405"] * 20
        # A new one is refused, at the latest when its packet is sent again.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=10)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def healthy(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False
