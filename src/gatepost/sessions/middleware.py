"""`request.user` from the statement that loaded the session, instead of a second one.

Stands in `MIDDLEWARE` in the place of Django's `AuthenticationMiddleware`, behind `SessionMiddleware`.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gatepost.sessions import guest
from gatepost.sessions.state import SessionState
from gatepost.sessions.store import SessionStore


def session_of(request: HttpRequest) -> SessionState | None:
    """The browser's session as the engine sees it, with its proofs and level; None where there is none.

    The cookie of a login that has ended goes with the answer.
    """
    session = request.session
    if isinstance(session, SessionStore):
        if session.session_key and (session.state is None or session.state.ended):
            session.forget()
        return session.state
    state = guest.find(session)
    if state is not None and state.ended:
        session.flush()
        return None
    return state


def _user(request: HttpRequest) -> Any:
    state = session_of(request)
    if state is None or state.user is None:
        return AnonymousUser()
    return state.user


def _ours(session: Any) -> bool:
    return isinstance(session, SessionStore) or (session is not None and guest.holds(session))


class AuthenticationMiddleware(DjangoMiddleware):
    """Sets a lazy `request.user`; a request that never asks for it costs nothing."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach the user; what another engine knows without us goes Django's own way."""
        session = getattr(request, "session", None)
        if not _ours(session):
            super().process_request(request)
            return
        if isinstance(session, SessionStore):
            session.ip = request.META.get("REMOTE_ADDR", "")
            session.user_agent = request.META.get("HTTP_USER_AGENT", "")

        async def auser() -> Any:
            return user

        user = SimpleLazyObject(lambda: _user(request))
        request.user = user  # type: ignore[assignment]  # lazy, as Django sets it too
        request.auser = auser
