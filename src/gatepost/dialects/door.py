"""From a request of REST framework to a visit, and the session of a login on its way back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.flow.grant import Granted
from gatepost.flow.outcome import LoggedIn, Outcome, Pending
from gatepost.flow.visit import Bearer, Visit
from gatepost.sessions.state import Opened, SessionState
from gatepost.tokens.models import Token
from gatepost.wire import clients


class SignedToken(dict[str, Any]):
    """The claims of the token that a request shows; `request.auth` is one.

    `family` is the token's id, by which its login is ended, and `kind` that of its login.
    """

    family = ""
    kind = ""


def http(request: Request) -> HttpRequest:
    """Django's request behind it."""
    return request._request  # noqa: SLF001 - the documented way


def visit_of(request: Request, *, client: str = "app", links: Mapping[str, str] | None = None) -> Visit:
    """Who asks.

    Args:
        request: After REST framework found out who it is.
        client: `browser` for a dialect whose logins open a browser's session, else `app`.
        links: Templates of mailed links that the dialect's clients expect, by their names in the `links` settings.

    The session in the cookie counts only if one of the view's authentication classes took it, CSRF rules included; who
    shows a token is the visit's `bearer`. A key with scopes is nobody here: it may not act on the account itself.
    """
    family = client if client == "app" or hasattr(http(request), "session") else "app"
    seen, _ = clients.visit_of(http(request), family)
    user = request.user if request.user is not None and request.user.is_authenticated else None
    session = seen.session
    if session is not None and session.user is not None and not _by_session(request, session, user):
        session = None
    by_session = session is not None and session.user is not None
    bearer = _bearer(request.auth, user) if user is not None and not by_session else None
    return msgspec.structs.replace(seen, client=client, session=session, bearer=bearer, links=dict(links or {}))


def _bearer(shown: Any, user: Any) -> Bearer | None:
    if isinstance(shown, Token):
        return None if shown.limited else Bearer(user=user, token=shown.pk, session_number=shown.session_number)
    return Bearer(user=user, family=(shown.kind, shown.family) if isinstance(shown, SignedToken) else None)


def _by_session(request: Request, session: SessionState, user: Any) -> bool:
    shown = request.auth
    by_cookie = shown is None or (isinstance(shown, SessionState) and shown.id == session.id)
    return by_cookie and user is not None and user.pk == session.user.pk


def refuse_foreign_page(request: Request) -> None:
    """Keep pages of other sites from logging a browser in as somebody else; for logins that set a session's cookie.

    This wire asks for no CSRF token of whoever is not logged in. Browsers name the kind of a request, and clients that
    are none do not.
    Source: OWASP ASVS 5.0, 3.5.3; Fetch Metadata, section 2.1.

    Raises:
        PermissionDenied: In the words of Django's own check.
    """
    origin = request.headers.get("Origin", "null")
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and origin not in settings.CSRF_TRUSTED_ORIGINS:
        raise PermissionDenied(f"CSRF Failed: Origin checking failed - {origin} does not match any trusted origins.")


def let_in(request: Request, visit: Visit, granted: Granted, response: Response) -> Response:
    """Give a browser the cookies of the session that its login opened, if it opened one."""
    if granted.opened is not None:
        _hand_over(request, visit, granted.opened, response)
    return response


def settle(request: Request, visit: Visit, outcome: Outcome, response: Response) -> Response:
    """Let the cookies follow what became of the visitor's session: a new key, or its end."""
    match outcome:
        case LoggedIn(opened=opened) if opened is not None and visit.client == "browser":
            _hand_over(request, visit, opened, response)
        case Pending(ended=True) if visit.client == "browser":
            clients.take_back(http(request), "browser")
        case _:
            pass
    return response


def _hand_over(request: Request, visit: Visit, opened: Opened, response: HttpResponseBase) -> None:
    plain = http(request)
    if not hasattr(plain, "session"):
        return
    clients.hand_over(plain, "browser", opened, {})
    plain.user = opened.state.user
    clients.mark_device(plain, visit, opened.state.user, response)  # type: ignore[arg-type]  # cookies are on the base
