"""Requests to providers: at most five seconds in total and 256 kB; no redirects, no compression, no proxy.

Source: OWASP ASVS 5.0, 15.3.2 and 16.5.2.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from gatepost import conf
from gatepost.features.social.protocol import address
from gatepost.features.social.protocol.fault import ProviderFault, Reason
from gatepost.features.social.settings import SocialSettings

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
    for one in address.resolve(host, port):
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
def _deadline() -> Iterator[None]:
    """Shut down the request's connections when its time is up, whatever it is waiting for.

    The timeouts of `requests` are per read, so a server that sends a byte now and then could hold a thread for long.
    """
    watched: list[socket.socket] = []
    _open.watched = watched
    timer = threading.Timer(SECONDS, _end, [watched])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        for one in watched:
            one.close()


def fetch(
    verb: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    basic: tuple[str, str] | None = None,
) -> Fetched:
    """Make a request to a provider.

    Args:
        verb: HTTP method.
        url: HTTPS URL.
        params: Query parameters.
        form: Fields to post as a form.
        body: Object to post as JSON.
        headers: Additional headers.
        basic: User and password for HTTP Basic.

    Raises:
        ProviderFault: UNAVAILABLE if there is no answer in time, a 5xx or one that is too large; UNTRUE for a
            redirect.
    """
    address.checked(url)
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT, **(headers or {})}
    with requests.Session() as session, _deadline():
        session.trust_env = False
        session.verify = conf.read(SocialSettings).ca_file or True
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Guarded())
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
            raise ProviderFault(Reason.UNAVAILABLE, "no answer in time, or an unreadable one") from None


def _read(answer: requests.Response) -> Fetched:
    if answer.status_code in REDIRECTS:
        raise ProviderFault(Reason.UNTRUE, "the answer is a redirect")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ProviderFault(Reason.UNAVAILABLE, "the answer is compressed, which was not requested")
    data = b""
    while piece := answer.raw.read(PIECE, decode_content=False):
        data += piece
        if len(data) > LARGEST:
            raise ProviderFault(Reason.UNAVAILABLE, "the answer is larger than 256 kB")
    if answer.status_code >= requests.codes.server_error:
        raise ProviderFault(Reason.UNAVAILABLE, f"it answered {answer.status_code}")
    return Fetched(answer.status_code, _value(data, answer.headers.get("Content-Type", "")))


def _value(data: bytes, kind: str) -> Any:
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(data.decode(errors="replace"), max_num_fields=100))
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
