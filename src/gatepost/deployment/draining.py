"""Stopping without failing a request: no new connections, then an end to those that are there.

A server that closes its socket resets connections that wait to be accepted, and closes those whose request has not come
yet. A proxy can't repeat a POST that it sent on one of them. So each worker drops the packets that open connections
(SYN) first, while it accepts and answers what is there. A client sends such a packet again after a second; by then the
socket is closed, and the connection refused, so that a proxy asks another server.

Source: Linux, Documentation/networking/filter.rst.
"""

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

PAUSE_SECONDS = 0.5
"""From the first dropped packet to the closing of the sockets."""
SO_ATTACH_FILTER = 26
INSTRUCTION, PROGRAM = "HBBI", "@HP"
FILTER = (
    (0x30, 0, 0, 13),  # load the flags of the TCP header
    (0x54, 0, 0, 0x12),  # SYN and ACK of these
    (0x15, 0, 1, 0x02),  # SYN alone
    (0x06, 0, 0, 0),  # drops the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # any other passes
)


def prepare() -> None:
    """In the process that starts the workers, once its signal handlers are set: let them drain before they end."""
    if sys.platform != "linux":
        return
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # a worker that is loading ends without having drained
    for number in (signal.SIGTERM, signal.SIGINT):
        end = signal.getsignal(number)
        if callable(end):
            signal.signal(number, _draining(end))


def _draining(end: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
    def handler(number: int, frame: FrameType | None) -> None:
        for worker in multiprocessing.active_children():
            if worker.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGUSR1)
        time.sleep(PAUSE_SECONDS)
        end(number, frame)

    return handler


def load(target: str) -> "WSGIHandler":
    """Load the application, given as `module:name`, in a worker; from then on the worker drains on SIGUSR1."""
    module, _, name = target.partition(":")
    application: WSGIHandler = getattr(importlib.import_module(module), name)
    if sys.platform == "linux":
        signal.signal(signal.SIGUSR1, lambda *_: refuse_connections())
    return application


def refuse_connections() -> None:
    """Drop packets that open connections to this process; those that are open, or wait to be accepted, go on."""
    code = b"".join(struct.pack(INSTRUCTION, *one) for one in FILTER)
    kept = ctypes.create_string_buffer(code, len(code))
    program = struct.pack(PROGRAM, len(FILTER), ctypes.addressof(kept))
    for name in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # no socket, or closed meanwhile
            copy = socket.socket(fileno=os.dup(int(name.name)))
            with copy:
                if copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    copy.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
