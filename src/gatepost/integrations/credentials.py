"""Credentials in a request's headers: an API key, an access token, or an app's session token."""

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.door import visitor
from gatepost.features.provider.operations import resource_access
from gatepost.features.provider.operations.resource_access import ResourceToken
from gatepost.ground import clock
from gatepost.sessions import issue, taking_over
from gatepost.sessions.state import SessionState
from gatepost.sessions.strength import TWO_FACTORS
from gatepost.tokens import opaque, strategies
from gatepost.tokens.models import Token
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import access
from gatepost.tokens.signed.access import Access
from gatepost.tokens.signed.jwt import BadToken, Reason
from gatepost.tokens.strategies import Ended

KEY_CHALLENGE = 'Bearer realm="api"'
SESSION_CHALLENGE = 'Session realm="api"'


class Bad(msgspec.Struct, frozen=True):
    """Invalid, expired or revoked credentials.

    Args:
        code: A stable error code.
        text: A message for people.
        challenge: The value of `WWW-Authenticate`.
    """

    code: str
    text: str | Promise
    challenge: str


BAD_KEY = Bad("invalid_key", _("This key is invalid or has expired."), KEY_CHALLENGE)
ENDED = Bad("session_ended", _("This session has ended."), SESSION_CHALLENGE)


BAD_TOKEN = Bad(
    "invalid_token", _("This token is invalid or has expired."), 'Bearer realm="api", error="invalid_token"'
)

SHOWN = "_gatepost_shown"
OF_OTHERS = (Reason.UNKNOWN_KEY, Reason.ALGORITHM, Reason.WRONG_TYPE, Reason.ISSUER)
"""Reasons that mean a token is not ours, and may belong to another authentication scheme of the project."""

Shown = Token | SessionState | Access
"""Valid credentials; each has a `user`."""


def shown(request: HttpRequest) -> Shown | None:
    """The credentials found by `token_middleware`, even if a framework has replaced `request.auth`."""
    return getattr(request, SHOWN, None)


def _bearer(request: HttpRequest) -> str:
    """The bearer token, or "". Source: RFC 6750, section 2.1."""
    scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return text if scheme.lower() == "bearer" else ""


def key_of(request: HttpRequest) -> Token | Bad | None:
    """The API key in `Authorization: Bearer gpk_…`; None if there is none."""
    text = _bearer(request)
    if not opaque.has_key_form(text):
        return None
    return opaque.find(text) or BAD_KEY


def access_of(request: HttpRequest) -> Access | SessionState | Bad | None:
    """The access token in `Authorization: Bearer …`, of any strategy; None if there is none, or it is not ours.

    A JWT costs no query; an opaque token costs one, and the result is its session. Tokens that the OAuth provider
    issued to clients are left to the views that require these; see `resource_server`.
    """
    text = _bearer(request)
    if not text or opaque.has_key_form(text) or resource_access.is_issued_here(text):
        return None
    try:
        if access.has_jwt_form(text):
            return access.check(text)
        return strategies.chosen().find(text)
    except BadToken as bad:
        return None if bad.reason in OF_OTHERS else BAD_TOKEN
    except Ended:
        return BAD_TOKEN


def session_of(request: HttpRequest) -> SessionState | Bad | None:
    """The authenticated session of an app in `X-Session-Token`; None without the header."""
    token = request.META.get(visitor.SESSION_TOKEN)
    if not token:
        return None
    session = issue.find(token, "app")
    if session is None:
        session = taking_over.find(token, "app", visitor.address(request), request.META.get("HTTP_USER_AGENT", ""))
    return session if session is not None and session.user is not None else ENDED


def find(request: HttpRequest) -> Shown | Bad | None:
    """The credentials in the headers, of any kind; None if there are none of ours."""
    found: Shown | Bad | None = key_of(request)
    if found is None and conf.read(TokensSettings).strategy != "session":
        found = access_of(request)
    return found or session_of(request)


def costs_nothing(request: HttpRequest) -> bool:
    """Whether `find` needs no database, so that asynchronous code can call it without a thread."""
    return access.has_jwt_form(_bearer(request)) and access.needs_no_query()


def lacks(shown: object, scope: str) -> bool:
    """Whether a key or token is limited to scopes that do not include this one; sessions are not limited."""
    if isinstance(shown, ResourceToken):
        return scope not in shown.scopes
    if isinstance(shown, Token):
        return shown.limited and scope not in shown.scopes
    return isinstance(shown, Access) and bool(shown.scopes) and scope not in shown.scopes


def is_proof(shown: object, level: int, max_age: int | None) -> bool:
    """Whether an access token alone proves the required level; if not, its session may still.

    A token contains the time of the last proof but not its level, so the age of a level 2 proof is only known to the
    session.
    """
    if not isinstance(shown, Access) or shown.level < level:
        return False
    return max_age is None or (level < TWO_FACTORS and clock.unix() - shown.authenticated_at < max_age)


def cant_reauthenticate(shown: object) -> bool:
    """Whether credentials belong to a program that can't reauthenticate its user: a key, or a client's access token."""
    return isinstance(shown, Token | ResourceToken)


def session_behind(shown: object) -> SessionState | None:
    """The session of the credentials: the session itself, or that of an access token, which costs a query."""
    return shown.session if isinstance(shown, Access) else shown if isinstance(shown, SessionState) else None
