"""What a request shows in its headers: a key, or the session token of an app."""

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.tokens import opaque
from gatepost.tokens.models import Token
from gatepost.wire import clients

KEY_CHALLENGE = 'Bearer realm="api"'
SESSION_CHALLENGE = 'Session realm="api"'


class Bad(msgspec.Struct, frozen=True):
    """Credentials that are worth nothing, or no longer.

    Args:
        code: Stable.
        text: For people.
        challenge: The value of `WWW-Authenticate`.
    """

    code: str
    text: str | Promise
    challenge: str


BAD_KEY = Bad("invalid_key", _("This key is not valid, or no longer."), KEY_CHALLENGE)
ENDED = Bad("session_ended", _("This session has ended."), SESSION_CHALLENGE)


SHOWN = "_gatepost_shown"
Shown = Token | SessionState
"""What lets a request in; each has a `user`."""


def shown(request: HttpRequest) -> Shown | None:
    """What `token_middleware` let the request in by, also where a framework has replaced `request.auth`."""
    return getattr(request, SHOWN, None)


def key_of(request: HttpRequest) -> Token | Bad | None:
    """The key in `Authorization: Bearer gpk_…`; None without one. Source: RFC 6750, section 2.1."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not opaque.looks_like_one(text):
        return None
    return opaque.find(text) or BAD_KEY


def session_of(request: HttpRequest) -> SessionState | Bad | None:
    """The session of an app in `X-Session-Token`, with somebody logged in; None without the header."""
    token = request.headers.get(clients.TOKEN_HEADER)
    if not token:
        return None
    session = issue.find(token, "app")
    return session if session is not None and session.user is not None else ENDED


def find(request: HttpRequest) -> Shown | Bad | None:
    """Whatever the headers show; None where they show nothing that is ours."""
    return key_of(request) or session_of(request)
