"""Forward authentication: a proxy (nginx, Traefik, Caddy) asks here whether to pass a request on.

    path("auth/verify", forward_auth.verify)

Answers 200 with `X-Auth-…` headers that identify the user, 401 for anonymous requests, and 403 for users without
permission. Users are authenticated by the browser's cookie, `X-Session-Token` or `Authorization`. The proxy's
configuration can require more in the query, which clients cannot change: `level=2`, `max_age=300` (seconds),
`scope=read`.

Rules: `X-Auth-User` is the stable id, since names can be reassigned to other users; every header enabled in the
settings is always sent, even if empty, so that the proxy overwrites forged ones; an address is only sent if it is
verified; unsafe requests from pages of other sites are refused, if they are authenticated by cookie.
"""

from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.accounts import accounts, columns
from gatepost.door import csrf, readable, response_headers
from gatepost.errors import Refused
from gatepost.flow import reauthentication
from gatepost.ground import text
from gatepost.ground.user_types import User
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad, Shown
from gatepost.integrations.settings import ForwardAuthSettings
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.models import Token

ANONYMOUS = Bad("login_required", _("Log in first."), credentials.KEY_CHALLENGE)
CROSS_SITE = "cross_site"
PLAIN_CHARACTERS = "@ !#$&'()*+,/:;<=>?[]^`{|}"
LARGEST_AGE = 10**9


@csrf_exempt
def verify(request: HttpRequest) -> HttpResponseBase:
    """Authorize the request that the proxy is about to pass on, and identify its user."""
    try:
        readable.check_encoding(request)
    except Refused:
        return response_headers.finish(request, "app", _refused(400, "parse_error"))
    return response_headers.finish(request, "app", _answer(request))


def _answer(request: HttpRequest) -> HttpResponse:
    shown = credentials.find(request)
    if isinstance(shown, Bad):
        return _refused(401, shown.code, shown.challenge)
    if shown is None:
        shown = session_of(request) if hasattr(request, "session") else None
        if shown is None or shown.user is None:
            return _refused(401, ANONYMOUS.code, ANONYMOUS.challenge)
        if _forged(request):
            return _refused(403, CROSS_SITE)
    if shown.user is None:
        return _refused(401, credentials.BAD_TOKEN.code, credentials.BAD_TOKEN.challenge)
    reason = _lacking(request, shown)
    if reason is not None:
        return _refused(403, reason)
    response = HttpResponse(status=200)
    for name, value in _headers(shown).items():
        response[name] = quote(value, safe=PLAIN_CHARACTERS)
    return response


def _refused(status: int, code: str, challenge: str = "") -> HttpResponse:
    body = msgspec.json.encode({"status": status, "code": code})
    response = HttpResponse(body, status=status, content_type="application/json")
    if challenge:
        response["WWW-Authenticate"] = challenge
    return response


def _original(request: HttpRequest, name: str, default: str) -> str:
    """A property of the original request: nginx sends it as our documentation says, Traefik and Caddy by default."""
    return request.headers.get(f"X-Original-{name}") or request.headers.get(f"X-Forwarded-{name}") or default


def _forged(request: HttpRequest) -> bool:
    """Whether the original request is an unsafe one from a page of another site (CSRF).

    Source: Fetch Metadata Request Headers (W3C), section 2.4; `Origin` (RFC 6454) for browsers without them.
    """
    if _original(request, "Method", request.method or "").upper() in csrf.SAFE:
        return False
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site in ("same-origin", "none") or (origin is None and site is None) or origin in settings.CSRF_TRUSTED_ORIGINS:
        return False
    host = _original(request, "Host", request.META.get("HTTP_HOST", ""))
    return site is not None or urlsplit(origin or "").netloc != host


def _lacking(request: HttpRequest, shown: Shown) -> str | None:
    """The code of the first unmet requirement of the proxy's configuration, if any."""
    scope = request.GET.get("scope")
    if scope is not None and credentials.lacks(shown, scope):
        return "missing_scope"
    level, age = _number(request, "level"), _number(request, "max_age")
    if level is None and age is None:
        return None
    session = credentials.session_behind(shown)
    if session is None:
        return "session_required"
    ways = reauthentication.lacking(session, level=level or 1, max_age=age)
    return "reauthentication_required" if ways is not None else None


def _number(request: HttpRequest, name: str) -> int | None:
    """Parse a number from the query; a malformed one becomes a requirement that no one meets (fails closed)."""
    text = request.GET.get(name)
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_AGE)) else LARGEST_AGE


def _headers(shown: Shown) -> dict[str, str]:
    user: Any = shown.user
    found = {
        "X-Auth-User": str(user.pk),
        "X-Auth-User-Id": str(user.pk),
        "X-Auth-Level": "1" if isinstance(shown, Token) else str(shown.level),
        "X-Auth-Scope": "" if isinstance(shown, SessionState) else " ".join(sorted(shown.scopes)),
    }
    offered = conf.read(ForwardAuthSettings)
    if offered.username or offered.email:
        verified = [row for row in accounts.load(user).all_of("email") if row.verified_at is not None]
        if offered.username:
            found["X-Auth-Username"] = _username(user, {row.canonical for row in verified})
        if offered.email:
            found["X-Auth-Email"] = next((row.value for row in verified if row.primary), "")
    return found


def _username(user: User, verified: set[str]) -> str:
    """The username; empty if it looks like an address that the user has not verified."""
    name = columns.value(user, "username")
    address = text.canonical_email(name) if "@" in name else None
    return name if "@" not in name or address in verified else ""
