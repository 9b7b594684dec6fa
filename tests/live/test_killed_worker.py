"""What becomes of the server when the system kills one of its processes."""

import contextlib
import os
import signal
from pathlib import Path

import httpx
import pytest
from tests.failure.systems import answering, until
from tests.live.test_server import free_port, server

pytestmark = pytest.mark.live
BUSY = 3
"""A process that has so many threads answers requests."""


def threads(process):
    with contextlib.suppress(FileNotFoundError):
        return len(list(Path(f"/proc/{process}/task").iterdir()))
    return 0


def test_a_killed_worker_ended_the_whole_server(tmp_path):
    port = free_port()
    with server(tmp_path, "--workers", "2", port=port) as address:
        before = answering(port)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(answering(port)) == 2 and before[0] not in answering(port), "another worker")
        # One that is asked to stop while it starts does so after half a minute only.
        until(lambda: all(threads(one) >= BUSY for one in answering(port)), "its threads")
        assert httpx.get(f"{address}/health").status_code == 200
