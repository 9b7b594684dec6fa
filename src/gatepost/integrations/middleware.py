"""Sets `request.user` from an API key or token in the headers, for every view of a Django project.

Put it in `MIDDLEWARE` after `gatepost.sessions.middleware.AuthenticationMiddleware`. Requests without such a header
pass unchanged; those with invalid credentials are refused, whatever the view. The native API is skipped, since it reads
the header by its own rules. `request.auth` is the key, token or session, or None.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.decorators import sync_and_async_middleware

from gatepost.door import visitor
from gatepost.features.provider.operations.resource_access import ResourceToken
from gatepost.ground import decisions
from gatepost.integrations import credentials, resource_server
from gatepost.integrations.credentials import Bad, Shown
from gatepost.integrations.lazy_user import AccessUser
from gatepost.sessions.middleware import resolved
from gatepost.tokens.signed.access import Access

GetResponse = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def token_middleware(get_response: GetResponse) -> GetResponse:
    """Authenticate requests by keys and tokens."""
    if iscoroutinefunction(get_response):

        async def awaited(request: HttpRequest) -> HttpResponseBase:
            free = credentials.costs_nothing(request) or not _shows(request)
            refused = _take(request) if free else await sync_to_async(_take)(request)
            return refused or await cast("Awaitable[HttpResponseBase]", get_response(request))

        return awaited

    def called(request: HttpRequest) -> HttpResponseBase:
        return _take(request) or cast("HttpResponseBase", get_response(request))

    return called


def _native(request: HttpRequest) -> bool:
    try:
        found = resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return False
    return getattr(found.func, "gatepost_native", False)


def _shows(request: HttpRequest) -> bool:
    return "HTTP_AUTHORIZATION" in request.META or visitor.SESSION_TOKEN in request.META


def _take(request: HttpRequest) -> HttpResponseBase | None:
    shown = None
    if _shows(request) and not _native(request):
        shown = credentials.find(request)
    setattr(request, "auth", None)  # noqa: B010 - Django's class has no such name
    if isinstance(shown, Bad):
        return refused(shown)
    if shown is not None:
        attach_user(request, shown)
    return None


def refused(bad: Bad) -> HttpResponseBase:
    """The 401 response to invalid credentials."""
    decisions.note("credentials", bad.code, refused=True)
    response = JsonResponse({"detail": str(bad.text), "code": bad.code}, status=401)
    response["WWW-Authenticate"] = bad.challenge
    return response


def attach_user(request: HttpRequest, shown: Shown | ResourceToken) -> None:
    """Set `request.user` and `request.auth` from valid credentials."""
    user: Any
    if isinstance(shown, ResourceToken):
        user = resource_server.user_of(shown)
    else:
        user = AccessUser(shown) if isinstance(shown, Access) else shown.user

    async def auser() -> Any:
        return await resolved(request.user)

    request.user = user
    request.auser = auser
    for name in ("auth", credentials.SHOWN):
        setattr(request, name, shown)
    # No CSRF: browsers never add these headers by themselves, and pages of other sites cannot.
    setattr(request, "_dont_enforce_csrf_checks", True)  # noqa: B010 - as REST framework does
