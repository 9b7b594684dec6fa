"""What a request shows in its headers: a key, an access token, or the session token of an app."""

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.ground import clock
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.sessions.strength import TWO_FACTORS
from gatepost.tokens import access, opaque, strategies
from gatepost.tokens.access import Access
from gatepost.tokens.jwt import BadToken, Reason
from gatepost.tokens.models import Token
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Ended
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


BAD_TOKEN = Bad(
    "invalid_token", _("This token is not valid, or no longer."), 'Bearer realm="api", error="invalid_token"'
)

SHOWN = "_gatepost_shown"
OF_OTHERS = (Reason.UNKNOWN_KEY, Reason.ALGORITHM, Reason.WRONG_TYPE, Reason.ISSUER)
"""Why a token is not ours, and may be somebody else's in the same project."""

Shown = Token | SessionState | Access
"""What lets a request in; each has a `user`."""


def shown(request: HttpRequest) -> Shown | None:
    """What `token_middleware` let the request in by, also where a framework has replaced `request.auth`."""
    return getattr(request, SHOWN, None)


def _bearer(request: HttpRequest) -> str:
    """Source: RFC 6750, section 2.1."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text if scheme.lower() == "bearer" else ""


def key_of(request: HttpRequest) -> Token | Bad | None:
    """The key in `Authorization: Bearer gpk_…`; None without one."""
    text = _bearer(request)
    if not opaque.looks_like_one(text):
        return None
    return opaque.find(text) or BAD_KEY


def access_of(request: HttpRequest) -> Access | SessionState | Bad | None:
    """The access token in `Authorization: Bearer …`, of whichever strategy; None for none, or for somebody else's.

    A JWT costs no statement, an opaque one costs one and is its session.
    """
    text = _bearer(request)
    if not text or opaque.looks_like_one(text):
        return None
    try:
        if access.looks_like_one(text):
            return access.check(text)
        return strategies.chosen().find(text)
    except BadToken as bad:
        return None if bad.reason in OF_OTHERS else BAD_TOKEN
    except Ended:
        return BAD_TOKEN


def session_of(request: HttpRequest) -> SessionState | Bad | None:
    """The session of an app in `X-Session-Token`, with somebody logged in; None without the header."""
    token = request.headers.get(clients.TOKEN_HEADER)
    if not token:
        return None
    session = issue.find(token, "app")
    return session if session is not None and session.user is not None else ENDED


def find(request: HttpRequest) -> Shown | Bad | None:
    """Whatever the headers show; None where they show nothing that is ours."""
    found: Shown | Bad | None = key_of(request)
    if found is None and conf.read(TokensSettings).strategy != "session":
        found = access_of(request)
    return found or session_of(request)


def costs_nothing(request: HttpRequest) -> bool:
    """Whether `find` needs no database: asynchronous code then need not leave its thread."""
    return access.looks_like_one(_bearer(request)) and access.at_hand()


def lacks(shown: object, scope: str) -> bool:
    """Whether a key or a token is limited, and not to this scope; people are not limited."""
    if isinstance(shown, Token):
        return shown.limited and scope not in shown.scopes
    return isinstance(shown, Access) and bool(shown.scopes) and scope not in shown.scopes


def proved(shown: object, level: int, max_age: int | None) -> bool:
    """Whether an access token alone says that its user proved enough; if not, its session may still know of more.

    A token tells when its user proved something the last time, not what: an age of level 2 is asked of the session.
    """
    if not isinstance(shown, Access) or shown.level < level:
        return False
    return max_age is None or (level < TWO_FACTORS and clock.unix() - shown.proved_at < max_age)


def session_behind(shown: object) -> SessionState | None:
    """The session that somebody shows, itself or by its access token; that one costs a statement."""
    return shown.session if isinstance(shown, Access) else shown if isinstance(shown, SessionState) else None
