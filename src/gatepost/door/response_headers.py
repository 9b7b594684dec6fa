"""Headers of every response: caching, CORS, CSRF and token cookies."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from gatepost import conf
from gatepost.door import token_cookies
from gatepost.door.csrf import set_csrf_cookie
from gatepost.ground.settings import HeadlessSettings


def finish(request: HttpRequest, client: str, response: HttpResponse, *, cookies: bool = True) -> HttpResponseBase:
    """Set the headers of every response; browsers get their CSRF cookie, unless their check just failed."""
    if not cookies:
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
    elif client == "browser":
        set_csrf_cookie(request, response)
        token_cookies.write(request, response)
    response["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Vary"] = "Cookie, Origin, Authorization, X-Session-Token, Accept-Language"
    origin = request.META.get("HTTP_ORIGIN")  # `request.headers` copies all of them first
    if origin is not None and origin in conf.read(HeadlessSettings).cors_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
    return response


def preflight(response: HttpResponse) -> HttpResponse:
    """Add the CORS headers that allow a browser to send JSON to another host."""
    response["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
    response["Access-Control-Allow-Headers"] = (
        "content-type, x-csrftoken, x-session-token, x-email-verification-key, x-password-reset-key, "
        "x-authorization-request, x-logout-request"
    )
    response["Access-Control-Max-Age"] = "600"
    return response
