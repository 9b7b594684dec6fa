"""Requests that Django cannot read: a form that breaks off, a charset that decodes no text, a NUL in the address.

Django parses the form inside its CSRF check, and its default error pages run that check again: such a request ends as a
500 that no log mentions. Each entry point asks here first and answers 400.
"""

import codecs
import contextlib
import functools
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.http import parse_header_parameters

from gatepost.door.payload import DRAINED, INVALID_JSON, LARGEST_BODY, MULTIPART, TOO_LARGE
from gatepost.errors import Refused

FORMS = ("application/x-www-form-urlencoded", MULTIPART)
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, LookupError)
MARK, OPAQUE = "gatepost.unreadable", "application/octet-stream"
ASKED = (*FORMS, OPAQUE)
"""Types of contents with which a request without parameters of the type may be unreadable."""
ENCODINGS = ("ascii", "big5", "cp", "euc", "gb", "iso", "koi8", "mac", "shift", "tis", "utf-16", "utf-32", "utf-8")


def check(request: HttpRequest, *, form: bool = True) -> None:
    """Refuse what cannot be read, whatever the address.

    Args:
        request: The request.
        form: Whether a form that cannot be parsed is refused too.

    Raises:
        Refused: `invalid_json`, `too_large`.
    """
    if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise Refused(INVALID_JSON)  # no database takes these
    check_encoding(request)
    if form:
        check_form(request)


def check_encoding(request: HttpRequest) -> None:
    """Refuse a charset in which no text can be read.

    Raises:
        Refused: `invalid_json`.
    """
    charset = (request.content_params or {}).get("charset")
    if opaque(request) or (charset is not None and not decodes_text(charset[:40])):
        raise Refused(INVALID_JSON)


def opaque(request: HttpRequest) -> bool:
    """Whether the request came with headers that Django fails on; see `leave_out_bad_headers`."""
    return bool(getattr(request, "environ", getattr(request, "scope", {})).get(MARK))


def leave_out_bad_headers(
    environ: dict[str, Any] | None = None, scope: dict[str, Any] | None = None, **_: object
) -> None:
    """Receiver of `request_started`: replace headers on which Django would fail while it makes its request.

    No middleware runs that early, so that a charset such as `rot13` with any query ended as the WSGI server's own 500.
    What the views see is a body of an unknown type, or none; those who ask here refuse the request.
    """
    if environ is not None:
        if not (environ.get("CONTENT_LENGTH") or "0").isdecimal():
            environ |= {"CONTENT_LENGTH": "0", MARK: True}
        if ";" in environ.get("CONTENT_TYPE", "") and not _usable(environ["CONTENT_TYPE"]):
            environ |= {"CONTENT_TYPE": OPAQUE, MARK: True}
    elif scope is not None:
        headers = scope.get("headers", [])
        types = [value.decode("latin-1") for name, value in headers if name == b"content-type" and b";" in value]
        if not all(map(_usable, types)):
            others = [(name, value) for name, value in headers if name != b"content-type"]
            scope |= {"headers": [*others, (b"content-type", OPAQUE.encode())], MARK: True}


def _usable(kind: str) -> bool:
    try:
        charset = parse_header_parameters(kind)[1].get("charset")
    except (LookupError, ValueError):
        return False
    return charset is None or decodes_text(charset[:40])


def check_form(request: HttpRequest) -> None:
    """Refuse a form that cannot be parsed; Django's CSRF check parses every form that is posted.

    Raises:
        Refused: `invalid_json`, `too_large`.
    """
    if request.method != "POST" or request.content_type not in FORMS:
        return
    try:
        request.POST  # noqa: B018 - the access parses it
    except RawPostDataException:
        return  # a view reads the body by itself
    except RequestDataTooBig:
        drain(request)
        raise Refused(TOO_LARGE) from None
    except (*UNREADABLE, ValueError):
        raise Refused(INVALID_JSON) from None


def drain(request: HttpRequest) -> None:
    """Read what was not: left in place it would break the connection under the client's next request."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal():
        request.read(min(int(length), DRAINED))


def drain_large(request: HttpRequest) -> None:
    """After the response: read a large body at which no view looked, as when its type or method is not accepted.

    A server that closes a connection with unread data resets it, so that a client which is still sending never sees the
    response. Small bodies have left the client by then, and stay as they are for the project's own middleware.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST_BODY:
        with contextlib.suppress(UnreadablePostError, ValueError):  # the client has left, or a parser closed the body
            drain(request)


@functools.lru_cache(maxsize=64)
def decodes_text(charset: str) -> bool:
    """Whether Python has a text encoding under this name; Django ignores a name that it does not know.

    Python's other codecs fail on some input (`punycode`, `idna`), decode no text (`rot13`, `hex`), or hide markup in
    ASCII (`utf-7`).
    """
    try:
        return codecs.lookup(charset).name.startswith(ENCODINGS)
    except LookupError:
        return True
    except ValueError:
        return False
