"""The standalone server's error pages: HTML for browsers, JSON for programs.

Django's own error views run the CSRF check, which parses the body: on a malformed form they would fail as well.
"""

from pathlib import Path
from string import Template

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gatepost.ground import decisions
from gatepost.server.settings import PRODUCTION

REASONS = {400: _("Bad Request"), 403: _("Forbidden"), 404: _("Not Found"), 500: _("Internal Server Error")}
TITLES = REASONS | {404: _("Page not found")}
ADVICE = {404: _("The address may be mistyped, or the page has moved.")}
PAGE = Template(Path(__file__).with_name("templates").joinpath("gatepost", "error.html").read_text())
DEVELOPMENT = {"API": "/_allauth/openapi.html", "Inbox": "/dev/inbox", "Admin": "/admin/"}
"""What a developer may have looked for, beside the start page."""


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    """A page for who asks for HTML by name, as browsers do for what they show; JSON for scripts and programs."""
    response = _page(status) if "text/html" in request.headers.get("Accept", "") else _json(status)
    response["Cache-Control"] = "no-store"
    return response


def _page(status: int) -> HttpResponse:
    number = decisions.request_id()
    paragraphs = [str(ADVICE[status])] if status in ADVICE else []
    if status == 500 and number:  # noqa: PLR2004 - a status
        paragraphs.append(gettext("Request %(id)s") % {"id": number})
    links = {gettext("Go to the start page"): "/", **({} if PRODUCTION else DEVELOPMENT)}
    response = HttpResponse(
        PAGE.substitute(
            language=get_language(),
            title=TITLES[status],
            more="".join(f"<p>{one}</p>" for one in paragraphs),
            links="".join(f'<a href="{address}">{name}</a>' for name, address in links.items()),
        ),
        status=status,
    )
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


def _json(status: int) -> HttpResponse:
    number = decisions.request_id()
    body: dict[str, int | str] = {"status": status, "detail": str(REASONS[status])}
    return JsonResponse(body | ({"request_id": number} if number else {}), status=status)


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
