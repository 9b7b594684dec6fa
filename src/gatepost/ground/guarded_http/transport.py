"""Connections of `requests` to checked addresses, which end when a request's time is up.

Imported by the first request: `requests` is slow to import, and many processes never make one.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Collection, Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from gatepost.ground.guarded_http import address

SECONDS = 5.0
FAULTS = (requests.RequestException, HTTPError, OSError, ValueError)
"""What a request raises that gets no readable answer."""
_open = threading.local()


def _connect(host: str, port: int) -> socket.socket:
    """Connect to a checked address; a duplicate of the socket lets the request's timer shut it down at any time."""
    fault: OSError = OSError("no address")
    for one in address.resolve(host, port, _open.allowed):
        try:
            made = socket.create_connection((one, port), timeout=SECONDS)
        except OSError as error:
            fault = error
            continue
        _open.watched.append(socket.socket(fileno=os.dup(made.fileno())))
        return made
    raise fault


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or address.PORTS["http"])


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or address.PORTS["https"])


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


def _end(watched: list[socket.socket]) -> None:
    for one in watched:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def deadline(allowed: Collection[str]) -> Iterator[None]:
    """Shut down the request's connections when its time is up, whatever it is waiting for.

    The timeouts of `requests` are per read, so a server that sends a byte now and then could hold a thread for long.
    """
    watched: list[socket.socket] = []
    _open.watched, _open.allowed = watched, allowed
    timer = threading.Timer(SECONDS, _end, [watched])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        for one in watched:
            one.close()


def session(ca_file: str) -> requests.Session:
    """A session that trusts these certificate authorities, or the public ones, and no proxy of the environment."""
    made = requests.Session()
    made.trust_env = False
    made.verify = ca_file or True
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Guarded())
    return made
