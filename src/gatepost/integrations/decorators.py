"""Django views that ask for a login, a fresh or a stronger proof, or for the scope of a key.

    @requires_login
    @requires_scope("articles")
    def articles(request): ...

    @requires_proof(level=2, max_age=300)
    def delete_everything(request): ...

A view that asks for a proof answers as the native API does: 401 with the flows by which the visitor can give it, so
that a front end shows the same dialog for its own views and for ours. Classes take them by `method_decorator`.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from gatepost.flow import reauthentication
from gatepost.flow.outcome import Pending
from gatepost.integrations import credentials, middleware
from gatepost.integrations.credentials import Bad
from gatepost.sessions.middleware import session_of
from gatepost.sessions.strength import LOGGED_IN
from gatepost.tokens.models import Token
from gatepost.wire import answers, clients

OUT_OF_SCOPE = _("This key may not do that.")
NO_CSRF = _("The CSRF token is missing or wrong.")
NO_PROOF = _("A key proves nothing anew: log in.")
View = Callable[..., HttpResponseBase]


def requires_login(view: View) -> View:
    """Let those in who show a key, a token, or an app's session token, or are logged in by the browser's cookie.

    Needs no middleware beyond that of sessions. Sets `request.user` and `request.auth`; CSRF is asked of cookies alone.
    """
    return csrf_exempt(_guarded(view, _taken_in, credentials.costs_nothing))


def requires_proof(*, level: int = LOGGED_IN, max_age: int | None = None) -> Callable[[View], View]:
    """Let only those in who proved enough, recently enough.

    Args:
        level: 1 for any login, 2 for a second factor or a passkey that verified its user.
        max_age: How old that proof may be, in seconds; None for any age.
    """

    def decorate(view: View) -> View:
        return _guarded(view, lambda request: _unproved(request, level, max_age))

    return decorate


def requires_scope(scope: str) -> Callable[[View], View]:
    """Let those in who are logged in, and keys that hold this scope; needs `token_middleware`."""

    def decorate(view: View) -> View:
        return _guarded(view, lambda request: _out_of_scope(request, scope))

    return decorate


def _guarded(
    view: View,
    refused: Callable[[HttpRequest], HttpResponseBase | None],
    costs_nothing: Callable[[HttpRequest], bool] = lambda request: False,  # noqa: ARG005
) -> View:
    if iscoroutinefunction(view):

        @functools.wraps(view)
        async def awaited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = refused(request) if costs_nothing(request) else await sync_to_async(refused)(request)
            return answer or await cast("Awaitable[HttpResponseBase]", view(request, *args, **kwargs))

        return cast("View", awaited)

    @functools.wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return refused(request) or view(request, *args, **kwargs)

    return called


def _taken_in(request: HttpRequest) -> HttpResponseBase | None:
    found = credentials.shown(request) or credentials.find(request)
    if isinstance(found, Bad):
        return middleware.refused(found)
    if found is None:
        found = session_of(request)
        if found is None or found.user is None:
            return _login_required()
        if request.method not in clients.SAFE and clients.csrf_refused(request):
            return JsonResponse({"detail": str(NO_CSRF), "code": "csrf_failed"}, status=403)
    middleware.let_in(request, found)
    return None


def _out_of_scope(request: HttpRequest, scope: str) -> HttpResponseBase | None:
    if credentials.lacks(credentials.shown(request) or getattr(request, "auth", None), scope):
        return JsonResponse({"detail": str(OUT_OF_SCOPE), "code": "missing_scope", "scope": scope}, status=403)
    return None if request.user.is_authenticated else _login_required()


def _login_required() -> HttpResponseBase:
    return answers.unauthenticated("browser", Pending(), answers.UNAUTHORIZED, {})


def _unproved(request: HttpRequest, level: int, max_age: int | None) -> HttpResponseBase | None:
    shown = credentials.shown(request) or getattr(request, "auth", None)
    if isinstance(shown, Token):
        return JsonResponse({"detail": str(NO_PROOF), "code": "session_required"}, status=403)
    if credentials.proved(shown, level, max_age):
        return None
    session = credentials.session_behind(shown) or session_of(request)
    if session is None or session.user is None:
        return _login_required()
    ways = reauthentication.lacking(session, level=level, max_age=max_age)
    return answers.proof_required(session, ways) if ways is not None else None
