"""An endpoint of this API, and its view: checks the request, then runs the cycle of `door.endpoint`."""

from collections.abc import Callable, Mapping

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.dialects.cookie import answers, reading
from gatepost.dialects.cookie.answers import Body, Words
from gatepost.dialects.cookie.reading import Field
from gatepost.dialects.cookie.settings import CookieSettings
from gatepost.door import cookies, csrf, response_headers
from gatepost.door.endpoint import AbstractEndpoint, Call
from gatepost.errors import Refused
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit
from gatepost.ground import database

CLIENT, WIRE = "browser", "cookie"
CACHES = "Cache-Control"


class CookieEndpoint(AbstractEndpoint[Outcome | Body], frozen=True, kw_only=True):
    """One path with its method, fields and handler, with what `AbstractEndpoint` has.

    Args:
        posted: Whether POST does the same; it then needs a CSRF token.
        fields: The fields of the body; if empty, the body is ignored.
        in_query: Whether the fields are read from the query, unchecked, instead of the body.
        status: Status of a success.
        detail: Text of a success without data.
        csrf: Whether the response sets the CSRF cookie.
        words: This endpoint's own status, code and text for refusals.
    """

    fields: tuple[Field, ...] = ()
    in_query: bool = False
    status: int = 200
    detail: str = answers.SUCCESS
    csrf: bool = False
    words: Words = msgspec.field(default_factory=dict)
    posted: bool = False

    @property
    def verbs(self) -> tuple[str, ...]:
        """The HTTP methods that it accepts."""
        return (self.verb, "POST") if self.posted else (self.verb,)

    def run(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> HttpResponse:
        """Run the cycle; the links in its mails lead to this API's pages."""
        settings = conf.read(CookieSettings)
        links = {"verify_email": settings.verify_link, "reset_password": settings.reset_link}
        if visit.session is not None and visit.session.ended:
            cookies.forget(request)
        return super().run(request, msgspec.structs.replace(visit, wire=WIRE, links=links), path)

    def call(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> Call:
        """Validate the fields.

        Raises:
            Refused: With one error per invalid field.
        """
        if self.in_query:
            return Call(visit, request.GET.dict(), path=path)
        return Call(visit, reading.take(self.fields, visit, reading.body(request)) if self.fields else {}, path=path)

    def answer(self, request: HttpRequest, visit: Visit, result: Outcome | Body) -> HttpResponse:
        """The response to an outcome, or what was found."""
        response = answers.answer(request, visit, result, status=self.status, detail=self.detail)
        if self.csrf:
            csrf.set_csrf_cookie(request, response)
        return response

    def refuse(self, visit: Visit, refused: Refused) -> HttpResponse:
        """The response to a refusal."""
        del visit
        return answers.refuse(refused, self.words)


def view(endpoint: CookieEndpoint) -> Callable[..., HttpResponseBase]:
    """Make the Django view of an endpoint."""

    @csrf_exempt  # it is checked below, before anything else, and refused in JSON
    @database.own_transactions
    def enter(request: HttpRequest, **path: str) -> HttpResponseBase:
        response = _enter(request, endpoint, path)
        rule = response.headers.get(CACHES)
        response_headers.finish(request, "app", response)
        del response[CACHES]
        if rule is not None:
            response[CACHES] = rule
        return response

    return enter


def _enter(request: HttpRequest, endpoint: CookieEndpoint, path: dict[str, str]) -> HttpResponse:
    try:
        reading.check_size(request)
        reading.check_readable(request)
    except Refused as refused:
        response = endpoint.refuse(Visit(), refused)
    else:
        if reason := csrf.csrf_refused(request):
            return answers.error(403, "csrf_failed", f"CSRF Failed: {reason}")
        if request.method not in endpoint.verbs:
            return _other_method(request, endpoint)
        response = endpoint.respond(request, CLIENT, **path)
    response[CACHES] = "no-store"
    return response


def _other_method(request: HttpRequest, endpoint: CookieEndpoint) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        del response["Content-Type"]
        if "Access-Control-Request-Method" in request.headers:
            response_headers.preflight(response)
        response[CACHES] = "no-store"
    else:
        response = answers.error(405, "method_not_allowed", f'Method "{request.method}" not allowed.')
    response["Allow"] = ", ".join((*endpoint.verbs, "OPTIONS"))
    return response
