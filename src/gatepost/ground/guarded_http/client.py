"""The one client for such requests: at most five seconds in total and 256 kB; no redirects, no compression, no proxy.

Source: OWASP ASVS 5.0, 15.3.2 and 16.5.2.
"""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from gatepost.ground.guarded_http import address, places
from gatepost.ground.guarded_http.fault import Unavailable, Untrusted

if TYPE_CHECKING:
    import requests

LARGEST = 256 * 1024
PIECE = 16 * 1024
AGENT = "gatepost"
REDIRECTS = range(300, 400)


class Fetched(msgspec.Struct, frozen=True):
    """A response.

    Args:
        status: HTTP status.
        value: Decoded JSON, or the fields of a form; None if the body is neither.
    """

    status: int
    value: Any


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
        Unavailable: There is no answer in time, a 5xx or one that is too large, or too many requests wait already.
        Untrusted: The URL or its address may not be requested, or the answer is a redirect.
    """
    from gatepost.ground.guarded_http import transport  # noqa: PLC0415 - slow to import: not at every start

    address.checked(url, allowed)
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT, **(headers or {})}
    with places.place(urlsplit(url).netloc), transport.session(ca_file) as session, transport.deadline(allowed):
        try:
            with session.request(
                verb,
                url,
                params=params,
                data=form,
                json=body,
                headers=sent,
                auth=basic,
                timeout=transport.SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer)
        except transport.FAULTS:
            raise Unavailable("no answer in time, or an unreadable one") from None


def _read(answer: "requests.Response") -> Fetched:
    if answer.status_code in REDIRECTS:
        raise Untrusted("the answer is a redirect")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise Unavailable("the answer is compressed, which was not requested")
    data = b""
    while piece := answer.raw.read(PIECE, decode_content=False):
        data += piece
        if len(data) > LARGEST:
            raise Unavailable("the answer is larger than 256 kB")
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(f"it answered {answer.status_code}")
    return Fetched(answer.status_code, _value(data, answer.headers.get("Content-Type", "")))


def _value(data: bytes, kind: str) -> Any:
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(data.decode(errors="replace"), max_num_fields=100))
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
