"""Answers 400 to requests that Django cannot parse, for all URLs of the project.

    MIDDLEWARE = [
        "gatepost.integrations.unreadable.unreadable_request_middleware",  # as `gatepost.configure` puts it
        "django.middleware.security.SecurityMiddleware",

Without it, only gatepost's own URLs do so; for others, a malformed form sent with a CSRF cookie makes Django's error
pages fail, which results in a 500.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from gatepost.door import readable
from gatepost.errors import Refused

GetResponse = Callable[[HttpRequest], Any]
PATH = "gatepost.integrations.unreadable.unreadable_request_middleware"
PARSING = tuple(f"django.middleware.{name}" for name in (
    "security.SecurityMiddleware", "common.CommonMiddleware", "csrf.CsrfViewMiddleware",
))  # fmt: skip
"""Django's middleware that parses forms, or whose error pages do."""


def checks() -> list[CheckMessage]:
    """A warning for a project in which this middleware is missing, or comes too late."""
    after = settings.MIDDLEWARE[: settings.MIDDLEWARE.index(PATH)] if PATH in settings.MIDDLEWARE else None
    early = [one for one in settings.MIDDLEWARE if one in PARSING and (after is None or one in after)]
    if not early:
        return []
    place = f"is missing in MIDDLEWARE; put it before {early[0]}" if after is None else f"must come before {early[0]}"
    return [
        Warning(
            f"{PATH.rpartition('.')[2]} {place}: without it, a malformed form that is sent to a URL of the project is "
            "answered with 500 instead of 400",
            hint=f"MIDDLEWARE = […, {PATH!r}, {early[0]!r}, …]; `gatepost.configure` puts it there",
            id="gatepost.W006",
        )
    ]


@sync_and_async_middleware
def unreadable_request_middleware(get_response: GetResponse) -> GetResponse:
    """Refuse unreadable requests; goes before the middleware whose error pages parse forms: security, common, CSRF."""
    if iscoroutinefunction(get_response):

        async def awaited(request: HttpRequest) -> HttpResponseBase:
            return _refused(request) or await cast("Awaitable[HttpResponseBase]", get_response(request))

        return awaited

    def called(request: HttpRequest) -> HttpResponseBase:
        response = _refused(request) or cast("HttpResponseBase", get_response(request))
        readable.drain_large(request)  # ASGI servers have read it all before
        return response

    return called


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    try:
        readable.check(request)
    except Refused as refused:
        large = refused.refusals[0].code == "too_large"
        status, code = (413, "too_large") if large else (400, "parse_error")
        text = "Request body too large" if large else "The request cannot be parsed."
        response = JsonResponse({"status": status, "code": code, "detail": text}, status=status)
        response["Cache-Control"] = "no-store"
        return response
    return None
