"""The standalone server's error pages: HTML for people, JSON for programs.

Django's own error views run the CSRF check, which parses the body: on a malformed form they would fail as well.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gatepost.ground import decisions

REASONS = {400: _("Bad Request"), 403: _("Forbidden"), 404: _("Not Found"), 500: _("Internal Server Error")}
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{reason}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>{reason}</h1>{more}</body></html>
"""


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    reason, number = str(REASONS[status]), decisions.request_id()
    if not request.path.startswith("/_allauth/") and "json" not in request.headers.get("Accept", ""):
        more = "<p>" + gettext("Request %(id)s") % {"id": number} + "</p>" if status == 500 and number else ""  # noqa: PLR2004 - a status
        response = HttpResponse(PAGE.format(language=get_language(), reason=reason, more=more), status=status)
    else:
        body: dict[str, int | str] = {"status": status, "detail": reason}
        response = JsonResponse(body | ({"request_id": number} if number else {}), status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle 400; the exception is not shown, since it may quote the request."""
    del exception
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle 403; the exception is not shown."""
    del exception
    return _answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle 404; the exception is not shown, since it lists URL patterns."""
    del exception
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle 500; shows the request id, by which the log entry is found."""
    return _answer(request, 500)
