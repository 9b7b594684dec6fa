"""Conversion of REST framework's requests to visits, and of session changes to cookies."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from rest_framework import serializers
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.door import cookies, origins, visitor
from gatepost.errors import Kind, Refused
from gatepost.features.password.operations import reauthenticate
from gatepost.flow import sensitive
from gatepost.flow.issuing import UNKNOWN_MOMENT, Granted
from gatepost.flow.outcome import LoggedIn, Outcome, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.sensitive import Needs
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground import clock
from gatepost.ground.user_types import User
from gatepost.sessions.state import Opened, SessionState
from gatepost.tokens import moved_tokens
from gatepost.tokens.models import RefreshFamily, Token
from gatepost.tokens.signed.access import Access


class SignedToken(dict[str, Any]):
    """The claims of a verified token, as `request.auth`.

    `family` is the token's id, with which its login can be revoked, and `kind` the kind of its login. `login` is the
    family itself, if authentication loaded it.
    """

    family = ""
    kind = ""
    login: RefreshFamily | None = None


def http(request: Request) -> HttpRequest:
    """The Django request that REST framework wraps."""
    return request._request  # noqa: SLF001 - the documented access


def visit_of(request: Request, *, wire: str, client: str = "app", links: Mapping[str, str] | None = None) -> Visit:
    """Make the visit of a request.

    Args:
        request: An authenticated or anonymous request of REST framework.
        wire: The dialect's name.
        client: `browser` for a dialect whose logins open a browser session, else `app`.
        links: Templates of the mailed links that the dialect's clients expect, by their names in the `links` settings.

    The session in the cookie is used only if one of the view's authentication classes accepted it, which includes the
    CSRF check; the user of a token is the visit's `bearer`. A key with scopes counts as anonymous, since it must not
    change the account.
    """
    family = client if client == "app" or hasattr(http(request), "session") else "app"
    seen, _ = visitor.visit_of(http(request), family)
    user = request.user if request.user is not None and request.user.is_authenticated else None
    session = seen.session
    if session is not None and session.user is not None and not _by_session(request, session, user):
        session = None
    by_session = session is not None and session.user is not None
    bearer = _bearer(request.auth, user, wire) if user is not None and not by_session else None
    basic = bearer is not None and isinstance(request.successful_authenticator, BasicAuthentication)
    return msgspec.structs.replace(
        seen,
        client=client,
        wire=wire,
        session=session,
        bearer=bearer,
        proof=Proof(method="password", at=clock.unix()) if basic else None,
        links=dict(links or {}),
    )


def can_authenticate_again(request: Request) -> bool:
    """Whether its user, if it has one, was found by the request's headers alone.

    The user behind a session's cookie was found before the view, by middleware that doesn't run again.
    """
    if not hasattr(request, "_user"):
        return False  # it failed while it was authenticated
    found = request.successful_authenticator
    ours = type(found).__module__.startswith("gatepost.")
    return found is None or (ours and not isinstance(found, SessionAuthentication))


def authenticate_again(request: Request) -> None:
    """Find the user again, who may have been changed in memory, or whose login may have ended since."""
    http(request).user = AnonymousUser()  # where REST framework left the user that it had found
    request._authenticate()  # type: ignore[attr-defined]  # noqa: SLF001 - there is no public way


def _bearer(shown: object, user: User, wire: str) -> Bearer | None:
    """The credentials that act for the user; None for a key or token limited to scopes.

    A token that was moved from another package, which doesn't say who issued it, counts as issued by the API that it
    is used with: its clients go on as before.
    """
    if (isinstance(shown, Token) and shown.limited) or (isinstance(shown, Access) and shown.scopes):
        return None
    return Bearer(user=user, **(_login(shown) | ({"wire": wire} if _is_moved(shown) else {})))


def _is_moved(shown: object) -> bool:
    if isinstance(shown, Token):
        return shown.name == moved_tokens.NAME and not shown.wire
    login = shown.login if isinstance(shown, SignedToken) else None
    return login is not None and login.logged_in_at.timestamp() == UNKNOWN_MOMENT


def _login(shown: object) -> dict[str, Any]:
    """The login that issued a credential, as fields of `Bearer`; empty if unknown."""
    found: dict[str, Any] = {}
    match shown:
        case Token():
            found = {"token": shown.pk, "session_number": shown.session_number}
            found |= {"wire": shown.wire, "authenticated_at": shown.logged_in_at.timestamp()}
        case SignedToken(login=login):
            found = {"family": (shown.kind, shown.family)}
            if login is not None:
                found |= {"wire": login.wire, "authenticated_at": login.logged_in_at.timestamp()}
        case SessionState():
            found = {"wire": shown.wire, "authenticated_at": shown.authenticated_at}
            found["reauthenticated_at"] = shown.reauthenticated_at
        case Access():
            found = {"wire": sensitive.NATIVE, "authenticated_at": shown.authenticated_at}
        case _:
            pass
    return found


def with_proof(request: Request, visit: Visit, action: str, *, field: str, wrong: str = "") -> Visit:
    """Reauthenticate with the password in the body, if the action requires it; returns the visit with the proof.

    Args:
        request: Its body has been checked to be an object.
        visit: The request's visit.
        action: A name from `flow.sensitive.ACTIONS`.
        field: The dialect's name for the current password.
        wrong: The dialect's text for a wrong password, if it has its own.

    Raises:
        ValidationError: The password is missing or wrong.
        Refused: LOGIN_REQUIRED; PROOF_REQUIRED for a user without a password; limits.
    """
    if sensitive.unmet(visit, action) is Needs.NOTHING:
        return visit
    given = request.data.get(field) if isinstance(request.data, Mapping) else None
    if isinstance(given, str) and given:
        try:
            return msgspec.structs.replace(visit, proof=reauthenticate.confirm(visit, password=given))
        except Refused as refused:
            if refused.kind is not Kind.WRONG or refused.refusals[0].retry_after is not None:
                raise
            raise ValidationError({field: [wrong or str(reauthenticate.INCORRECT.text)]}) from refused
    if not visit.user.has_usable_password():
        raise Refused(sensitive.PROOF_REQUIRED)
    raise ValidationError({field: [str(serializers.Field.default_error_messages["required"])]}, "required")


def _by_session(request: Request, session: SessionState, user: User | None) -> bool:
    shown = request.auth
    by_cookie = shown is None or (isinstance(shown, SessionState) and shown.id == session.id)
    return by_cookie and user is not None and user.pk == session.user.pk


def session_of_cookie(request: Request, visit: Visit) -> Visit | None:
    """The visit by the session in the browser's cookie, if no authentication class accepted it.

    For logouts only, which end Django's session whichever class recognized the user. As these requests need no CSRF
    token, pages of other sites are ignored. None without a session, and for the one that the token's login opened.
    """
    if visit.client != "browser" or visit.logged_in or not hasattr(http(request), "session"):
        return None
    session = visitor.visit_of(http(request), "browser")[0].session
    if session is None or session.user is None or origins.is_foreign(http(request)):
        return None
    if visit.bearer is not None and visit.bearer.session_number == session.number:
        return None
    return msgspec.structs.replace(visit, session=session, bearer=None)


def session_beside(request: Request, visit: Visit) -> SessionState | None:
    """The session in the browser's cookie beside a token of the same user, for a password change: both go on.

    None if an authentication class accepted it, and for pages of other sites.
    """
    if visit.client != "browser" or visit.logged_in or visit.user is None or not hasattr(http(request), "session"):
        return None
    session = visitor.visit_of(http(request), "browser")[0].session
    if session is None or session.user is None or session.user.pk != visit.user.pk or origins.is_foreign(http(request)):
        return None
    return session


def refuse_foreign_page(request: Request) -> None:
    """Refuse cross-site logins that set a cookie, which would sign a browser in to an attacker's account (login CSRF).

    These APIs require no CSRF token before the login; browsers send `Origin` with every POST.
    Source: OWASP ASVS 5.0, 3.5.3.

    Raises:
        PermissionDenied: With the text of Django's own check.
    """
    if origins.is_foreign(http(request)):
        origin = request.headers.get("Origin", "null")
        raise PermissionDenied(f"CSRF Failed: Origin checking failed - {origin} does not match any trusted origins.")


def attach_session(request: Request, visit: Visit, granted: Granted, response: Response) -> Response:
    """Set the cookies of the session that a login opened, if it opened one."""
    if granted.opened is not None:
        _hand_over(request, visit, granted.opened, response)
    return response


def settle(request: Request, visit: Visit, outcome: Outcome, response: Response) -> Response:
    """Update or delete the session's cookie after an operation changed the session. The CSRF token is kept."""
    plain = http(request)
    match outcome:
        case LoggedIn(opened=opened) if opened is not None and visit.client == "browser" and hasattr(plain, "session"):
            cookies.deliver(plain, "browser", opened, {}, new_login=False)
            plain.user = opened.state.user
        case Pending(ended=True) if visit.client == "browser":
            cookies.clear_session(plain, "browser", csrf=False)
        case _:
            pass
    return response


def _hand_over(request: Request, visit: Visit, opened: Opened, response: HttpResponseBase) -> None:
    plain = http(request)
    if not hasattr(plain, "session"):
        return
    cookies.deliver(plain, "browser", opened, {})
    plain.user = opened.state.user
    cookies.remember_device(plain, visit, opened.state.user, response)  # type: ignore[arg-type]  # cookies are on the base
