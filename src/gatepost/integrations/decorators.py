"""Decorators for Django views that require a login, a recent or stronger authentication, or a key's scope.

    @requires_login
    @requires_scope("articles")
    def articles(request): ...

    @requires_proof(level=2, max_age=300)
    def delete_everything(request): ...

A view that requires reauthentication answers as the native API does: 401 with the flows the user can choose from, so
that a front end can use one dialog for its own views and for ours. For class-based views use `method_decorator`.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from gatepost.api import answers
from gatepost.door import csrf, readable
from gatepost.errors import Refused
from gatepost.features.provider.operations import resource_access, resources
from gatepost.features.provider.operations.resource_access import ResourceToken
from gatepost.flow import reauthentication
from gatepost.flow.outcome import Pending
from gatepost.integrations import credentials, middleware, resource_server
from gatepost.integrations.credentials import Bad
from gatepost.integrations.resource_server import Challenge, Needs
from gatepost.sessions.middleware import session_of
from gatepost.sessions.strength import LOGGED_IN

OUT_OF_SCOPE = _("This key does not have the required scope.")
NO_CSRF = _("The CSRF token is missing or wrong.")
UNREADABLE = _("The form data in the request body can't be read.")
NO_PROOF = _("API keys can't be used for this: log in instead.")
View = Callable[..., HttpResponseBase]


def requires_login(view: View) -> View:
    """Require a key, a token, an app's session token, or a browser session.

    Needs no middleware except Django's session middleware. Sets `request.user` and `request.auth`; CSRF is checked for
    cookies only.
    """
    return csrf_exempt(_guarded(view, _authenticate, credentials.costs_nothing))


def requires_proof(*, level: int = LOGGED_IN, max_age: int | None = None) -> Callable[[View], View]:
    """Require a certain level of authentication, optionally a recent one.

    Args:
        level: 1 for any login, 2 for a second factor or a passkey that verified its user.
        max_age: Maximum age of that authentication in seconds; None for any age.
    """

    def decorate(view: View) -> View:
        return _guarded(view, lambda request: _unproved(request, level, max_age))

    return decorate


def requires_scope(scope: str) -> Callable[[View], View]:
    """Require a login, or a key with this scope; needs `token_middleware`."""

    def decorate(view: View) -> View:
        return _guarded(view, lambda request: _out_of_scope(request, scope))

    return decorate


def requires_access_token(
    *scopes: str, resource: str = "", checked: bool = False, acr_values: str = "", max_age: int | None = None
) -> Callable[[View], View]:
    """Require an access token that the OAuth provider issued to a client for this resource.

    Sets `request.auth` to the token and `request.user` to its user, who is anonymous for a client's own token. A JWT
    costs no query until the view reads its user, an opaque token one. Source: RFC 6750; RFC 9449; RFC 9470; RFC 9728.

    Args:
        scopes: The scopes that the token must have.
        resource: One of `provider.resources`; may be left out if there is only one.
        checked: Whether to notice at once that the grant behind a JWT was revoked, for one query.
        acr_values: The levels of authentication of which one is needed, space-separated: `aal1`, `aal2`.
        max_age: How long ago the user may have authenticated, in seconds.

    Raises:
        ValueError: There is no such level, or the age is negative.
    """
    needs = Needs(scopes, acr_values, max_age)

    def refuse(request: HttpRequest) -> HttpResponseBase | None:
        named = resources.declared(resource)
        found = resource_server.authorize(
            resource_server.presented(request), resource=named, needs=needs, checked=checked
        )
        if isinstance(found, Challenge):
            return found.response()
        middleware.attach_user(request, found)
        return None

    def costs_nothing(request: HttpRequest) -> bool:
        return not checked and resource_access.costs_nothing(resource_server.presented(request))

    return lambda view: csrf_exempt(_guarded(view, refuse, costs_nothing))


def _guarded(
    view: View,
    refused: Callable[[HttpRequest], HttpResponseBase | None],
    costs_nothing: Callable[[HttpRequest], bool] = lambda request: False,  # noqa: ARG005
) -> View:
    if iscoroutinefunction(view):

        @functools.wraps(view)
        async def awaited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            answer = refused(request) if costs_nothing(request) else await sync_to_async(refused)(request)
            return answer or await cast("Awaitable[HttpResponseBase]", view(request, *args, **kwargs))

        return cast("View", awaited)

    @functools.wraps(view)
    def called(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return refused(request) or view(request, *args, **kwargs)

    return called


def _authenticate(request: HttpRequest) -> HttpResponseBase | None:
    found = credentials.shown(request) or credentials.find(request)
    if isinstance(found, Bad):
        return middleware.refused(found)
    if found is None:
        found = session_of(request)
        if found is None or found.user is None:
            return _login_required()
        if request.method not in csrf.SAFE and (refused := _csrf_refused(request)):
            return refused
    middleware.attach_user(request, found)
    return None


def _csrf_refused(request: HttpRequest) -> HttpResponseBase | None:
    try:
        readable.check_form(request)
    except Refused:
        return JsonResponse({"detail": str(UNREADABLE), "code": "parse_error"}, status=400)
    if csrf.csrf_refused(request):
        return JsonResponse({"detail": str(NO_CSRF), "code": "csrf_failed"}, status=403)
    return None


def _out_of_scope(request: HttpRequest, scope: str) -> HttpResponseBase | None:
    shown = credentials.shown(request) or getattr(request, "auth", None)
    if isinstance(shown, ResourceToken):
        challenge = resource_server.lacking_scope(shown, (scope,))
        return challenge.response() if challenge is not None else None
    if credentials.lacks(shown, scope):
        return JsonResponse({"detail": str(OUT_OF_SCOPE), "code": "missing_scope", "scope": scope}, status=403)
    return None if request.user.is_authenticated else _login_required()


def _login_required() -> HttpResponseBase:
    return answers.unauthenticated("browser", Pending(), answers.UNAUTHORIZED, {})


def _unproved(request: HttpRequest, level: int, max_age: int | None) -> HttpResponseBase | None:
    shown = credentials.shown(request) or getattr(request, "auth", None)
    if credentials.cant_reauthenticate(shown):
        return JsonResponse({"detail": str(NO_PROOF), "code": "session_required"}, status=403)
    if credentials.is_proof(shown, level, max_age):
        return None
    session = credentials.session_behind(shown) or session_of(request)
    if session is None or session.user is None:
        return _login_required()
    ways = reauthentication.lacking(session, level=level, max_age=max_age)
    return answers.proof_required(session, ways) if ways is not None else None
