"""`request.user` from the query that loads the session, instead of a second one.

Replaces Django's `AuthenticationMiddleware` in `MIDDLEWARE`, after `SessionMiddleware`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from gatepost.accounts import making
from gatepost.sessions import foreign_engine
from gatepost.sessions.state import SessionState
from gatepost.sessions.store import SessionStore


def session_of(request: HttpRequest) -> SessionState | None:
    """The browser's session as gatepost sees it, with its proofs and level; None if there is none.

    The cookie of a login that has ended is cleared with the response.
    """
    session = request.session
    if isinstance(session, SessionStore):
        if session.session_key and (session.state is None or session.state.ended):
            session.forget()
        return session.state
    state = foreign_engine.find(session)
    if state is not None and state.ended:
        session.flush()
        return None
    return state


def _user(request: HttpRequest) -> Any:
    state = session_of(request)
    if state is None or state.user is None:
        return AnonymousUser()
    return state.user


async def resolved(user: Any) -> Any:
    """A user whose attributes an async view may read: a lazy one is loaded in a thread first."""
    if isinstance(user, SimpleLazyObject):
        await sync_to_async(lambda: user.is_active)()
    return user


class AuthenticationMiddleware(DjangoMiddleware):
    """Sets a lazy `request.user`; no query for a request that never reads it, and no thread for one by ASGI."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap the rest of the project."""
        super().__init__(get_response)
        if self.async_mode:
            # Otherwise Django would call it in a thread. It takes the method from the instance.
            self.__dict__["process_view"] = self.aprocess_view

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle a request by ASGI in the event loop, since nothing is read here: not even the session's row."""
        if isinstance(getattr(request, "session", None), SessionStore):
            self.process_request(request)
        else:
            await sync_to_async(self.process_request)(request)  # another engine's session is read
        return self.process_response(request, await cast("Awaitable[HttpResponseBase]", self.get_response(request)))

    def process_request(self, request: HttpRequest) -> None:
        """Attach the user; sessions of another engine without a key of ours are left to Django."""
        session = getattr(request, "session", None)
        if isinstance(session, SessionStore):
            session.meta = request.META
        elif session is None or not foreign_engine.holds(session):
            super().process_request(request)
            return

        loaded: list[Any] = []

        def load() -> Any:
            if not loaded:
                loaded.append(_user(request))
            return loaded[0]

        user = SimpleLazyObject(load)

        async def auser() -> Any:
            current: Any = request.user
            if current is not user:  # set by a view's authentication classes, or by a login
                return await resolved(current)
            # The user itself: a lazy object would read the database in the view's event loop.
            return loaded[0] if loaded else await sync_to_async(load)()

        request.user = user  # type: ignore[assignment]  # lazy, as Django sets it too
        request.auser = auser

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:  # noqa: ARG002
        """Mark requests to an admin site, since users whom staff create there need no verification."""
        match = request.resolver_match
        if match is not None and "admin" in match.app_names:
            making.by_staff(value=True)

    async def aprocess_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """`process_view` in the event loop."""
        type(self).process_view(self, request, view, args, kwargs)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Unmark this context, since its next users are not created in the admin."""
        match = request.resolver_match
        if match is not None and "admin" in match.app_names:
            making.by_staff(value=False)
        return response
