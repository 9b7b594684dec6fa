"""Forward authentication: a proxy (nginx, Traefik, Caddy) asks here before it lets a request through to anything.

    path("auth/verify", forward_auth.verify)

200 with `X-Auth-…` headers that name the user, 401 for nobody, 403 for somebody who may not. Who asks is known by the
browser's cookie, `X-Session-Token`, or `Authorization`. The proxy's configuration may ask for more in the query, which
no client can reach: `level=2`, `max_age=300` (seconds), `scope=read`.

Rules: every header of the answer is always there, also when it is empty, so that the proxy overwrites what a client
made up; an address is told only if it was proved; a page of another site changes nothing by the user's cookie.
"""

from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from gatepost.accounts import account as accounts
from gatepost.flow import reauthentication
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad, Shown
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.models import Token
from gatepost.wire import answers, clients

NOBODY = Bad("login_required", _("Log in first."), credentials.KEY_CHALLENGE)
FOREIGN = "cross_site"
PLAIN_SIGNS = "@ !#$&'()*+,/:;<=>?[]^`{|}"
LARGEST_AGE = 10**9


@csrf_exempt
def verify(request: HttpRequest) -> HttpResponseBase:
    """Whether the request that a proxy holds may pass, and whose it is."""
    return clients.finish(request, "app", _answer(request))


def _answer(request: HttpRequest) -> HttpResponse:
    shown = credentials.find(request)
    if isinstance(shown, Bad):
        return _refused(401, shown.code, shown.challenge)
    if shown is None:
        shown = session_of(request) if hasattr(request, "session") else None
        if shown is None or shown.user is None:
            return _refused(401, NOBODY.code, NOBODY.challenge)
        if _forged(request):
            return _refused(403, FOREIGN)
    if shown.user is None:
        return _refused(401, credentials.BAD_TOKEN.code, credentials.BAD_TOKEN.challenge)
    reason = _lacking(request, shown)
    if reason is not None:
        return _refused(403, reason)
    response = HttpResponse(status=200)
    for name, value in _told(shown).items():
        response[name] = quote(value, safe=PLAIN_SIGNS)
    return response


def _refused(status: int, code: str, challenge: str = "") -> HttpResponse:
    response = answers.respond(status, {"status": status, "code": code})
    if challenge:
        response["WWW-Authenticate"] = challenge
    return response


def _original(request: HttpRequest, name: str, default: str) -> str:
    """What a proxy says of the request that it holds: nginx by our documentation, Traefik and Caddy by themselves."""
    return request.headers.get(f"X-Original-{name}") or request.headers.get(f"X-Forwarded-{name}") or default


def _forged(request: HttpRequest) -> bool:
    """Whether a page of another site makes the user's browser change something.

    Source: Fetch Metadata Request Headers (W3C), section 2.4; `Origin` (RFC 6454) where a browser is too old for it.
    """
    if _original(request, "Method", request.method or "").upper() in clients.SAFE:
        return False
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site in ("same-origin", "none") or (origin is None and site is None) or origin in settings.CSRF_TRUSTED_ORIGINS:
        return False
    host = _original(request, "Host", request.META.get("HTTP_HOST", ""))
    return site is not None or urlsplit(origin or "").netloc != host


def _lacking(request: HttpRequest, shown: Shown) -> str | None:
    """What the proxy asks for and the visitor lacks."""
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
    """A number of the proxy's configuration; what is none asks for what nobody has."""
    text = request.GET.get(name)
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_AGE)) else LARGEST_AGE


def _told(shown: Shown) -> dict[str, str]:
    user: Any = shown.user
    email = next((row for row in accounts.load(user).all_of("email") if row.primary and row.verified_at), None)
    return {
        "X-Auth-User": user.get_username(),
        "X-Auth-User-Id": str(user.pk),
        "X-Auth-Email": email.value if email is not None else "",
        "X-Auth-Level": "1" if isinstance(shown, Token) else str(shown.level),
        "X-Auth-Scope": "" if isinstance(shown, SessionState) else " ".join(sorted(shown.scopes)),
    }
