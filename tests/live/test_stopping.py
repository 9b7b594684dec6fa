"""A server that is stopped while it answers."""

import json
import os
import signal
import socket
import time

import httpx
import pytest
from tests.live.test_server import server

pytestmark = pytest.mark.live
BODY = json.dumps({"email": "nobody@example.org", "password": "wrong"}).encode()
HEAD = (
    b"POST /_allauth/app/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_k15_requests_that_have_begun_are_answered_after_sigterm(workers, tmp_path):
    """A connection on which nothing was read yet may be closed; a proxy sends its request to another server."""
    started = []
    with server(tmp_path, "--workers", workers, started=started, GATEPOST_LIMITS__ENABLED="false") as address:
        port = int(address.rsplit(":", 1)[1])
        begun = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(8)]
        for connection in begun:
            connection.sendall(HEAD + BODY[:5])
        time.sleep(2)
        os.kill(started[0].pid, signal.SIGTERM)
        time.sleep(1)
        answers = []
        for connection in begun:
            with connection:
                connection.sendall(BODY[5:])
                answers.append(connection.makefile("rb").read())
        assert [answer.split(b" ")[1] for answer in answers] == [b"400"] * len(begun)
        assert all(answer.endswith(b"}") for answer in answers)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{address}/livez")
        assert started[0].wait(31) in (0, -signal.SIGTERM)
