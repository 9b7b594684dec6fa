"""The authorization endpoint, and what it shares with the other one to which apps send their users' browsers."""

from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import format_html

from gatepost.dialects.oauth import answers, parameters
from gatepost.dialects.oauth.endpoint import WIRE, Handler, enabled, plain_view
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.door import response_headers, visitor
from gatepost.errors import UNAVAILABLE, Kind, Refused
from gatepost.features.provider.operations import authorize
from gatepost.flow.visit import Visit
from gatepost.ground import database, decisions, galera_queries, limits

SEE_OTHER, METHODS = 303, ("GET", "POST")
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>{text}</p><p>{code}</p></body></html>"
)
TITLE = "This app's request can't be answered"


Begin = Callable[[HttpRequest, Visit, Parameters], str]


@plain_view
def authorization(request: HttpRequest) -> HttpResponseBase:
    """Send the browser on: to the app with a code or an error, or to the web app to log in and consent.

    A request whose client or redirect URI is unknown gets a page, never a redirect (RFC 9700, section 4.11).
    """
    return response_headers.finish(request, "app", answer_browser(request, _begin))


def _begin(_request: HttpRequest, visit: Visit, given: Parameters) -> str:
    return authorize.begin(visit, given.values, given.resources)


def answer_browser(request: HttpRequest, begin: Begin) -> HttpResponse:
    """Redirect a browser, or show it a page with the error.

    Args:
        request: A GET or a POST with a form.
        begin: Returns the URL to go to.
    """

    def redirect(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
        response = HttpResponse(status=SEE_OTHER)
        response["Location"] = begin(request, visit, given)
        return response

    return answer_browser_with(request, redirect)


def answer_browser_with(request: HttpRequest, handler: Handler, *, again: bool = False) -> HttpResponse:
    """Show a browser what a handler returns, or a page with the error.

    Args:
        request: A GET or a POST with a form.
        handler: Makes the response.
        again: Whether this is another attempt: one is made if the user or the client was deleted during the first.
    """
    enabled()
    if request.method not in METHODS:
        return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
    try:
        given = (parameters.of_form if request.method == "POST" else parameters.of_query)(request)
        visit = msgspec.structs.replace(visitor.visit_of(request, "browser")[0], wire=WIRE)
        limits.limit_network("oauth_authorize_network", visit)
        return handler(request, visit, given)
    except Refused as refused:
        return _page(refused)
    except database.ConstraintViolated as error:
        if not database.user_is_gone(error):
            raise
        runs_again = not again
    except database.Unavailable as error:
        runs_again = galera_queries.runs_again(error)
    if not runs_again:
        return _page(Refused(UNAVAILABLE))
    visitor.forget(request)
    return answer_browser_with(request, handler, again=True)


def _page(refused: Refused) -> HttpResponse:
    decisions.refuse(refused)
    refusal = refused.refusals[0]
    status = {Kind.LIMITED: answers.TOO_MANY, Kind.UNAVAILABLE: answers.UNAVAILABLE}.get(refusal.kind, 400)
    response = HttpResponse(format_html(PAGE, title=TITLE, text=refusal.text, code=refusal.code), status=status)
    response["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response
