"""The one client for such requests: at most five seconds in total and 256 kB; no redirects, no compression, no proxy.

Source: OWASP ASVS 5.0, 15.3.2 and 16.5.2.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from gatepost.ground.guarded_http import address
from gatepost.ground.guarded_http.fault import Unavailable, Untrusted

SECONDS = 5.0
LARGEST = 256 * 1024
PIECE = 16 * 1024
AGENT = "gatepost"
REDIRECTS = range(300, 400)
_open = threading.local()


class Fetched(msgspec.Struct, frozen=True):
    """A response.

    Args:
        status: HTTP status.
        value: Decoded JSON, or the fields of a form; None if the body is neither.
    """

    status: int
    value: Any


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
def _deadline(allowed: Collection[str]) -> Iterator[None]:
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


def _guarded_session(ca_file: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_file or True
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Guarded())
    return session


def fetch(
    verb: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    basic: tuple[str, str] | None = None,
    allowed: Collection[str] = (),
    ca_file: str = "",
) -> Fetched:
    """Make a request.

    Args:
        verb: HTTP method.
        url: HTTPS URL.
        params: Query parameters.
        form: Fields to post as a form.
        body: Object to post as JSON.
        headers: Additional headers.
        basic: User and password for HTTP Basic.
        allowed: `host:port` of servers that may be private and without TLS.
        ca_file: Certificate authorities in PEM, instead of the public ones.

    Raises:
        Unavailable: There is no answer in time, a 5xx or one that is too large.
        Untrusted: The URL or its address may not be requested, or the answer is a redirect.
    """
    address.checked(url, allowed)
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT, **(headers or {})}
    with _guarded_session(ca_file) as session, _deadline(allowed):
        try:
            with session.request(
                verb,
                url,
                params=params,
                data=form,
                json=body,
                headers=sent,
                auth=basic,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer)
        except (requests.RequestException, HTTPError, OSError, ValueError):
            raise Unavailable("no answer in time, or an unreadable one") from None


def _read(answer: requests.Response) -> Fetched:
    if answer.status_code in REDIRECTS:
        raise Untrusted("the answer is a redirect")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise Unavailable("the answer is compressed, which was not requested")
    data = b""
    while piece := answer.raw.read(PIECE, decode_content=False):
        data += piece
        if len(data) > LARGEST:
            raise Unavailable("the answer is larger than 256 kB")
    if answer.status_code >= requests.codes.server_error:
        raise Unavailable(f"it answered {answer.status_code}")
    return Fetched(answer.status_code, _value(data, answer.headers.get("Content-Type", "")))


def _value(data: bytes, kind: str) -> Any:
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(data.decode(errors="replace"), max_num_fields=100))
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
