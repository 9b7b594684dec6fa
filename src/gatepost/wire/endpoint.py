"""One operation of the native API: decode, act, answer. The only place that catches a refusal."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.errors import LOGIN_REQUIRED, UNAVAILABLE, Refused
from gatepost.flow.outcome import Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.wire import answers, clients, decoding
from gatepost.wire.settings import HeadlessSettings

log = logging.getLogger("gatepost")
BOTH = ("app", "browser")


class Call(msgspec.Struct, frozen=True):
    """What an endpoint's function gets.

    Args:
        visit: Who asks.
        body: The decoded body, of the endpoint's struct; None where it has none.
        header: The value of the endpoint's own header, if it has one.
        query: The value of the endpoint's own query parameter; None where it is not there.
        found: What the endpoint's `before` gave.
    """

    visit: Visit
    body: Any
    header: str
    query: str | None = None
    found: Any = None


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one path.

    Args:
        verb: HTTP method.
        path: Below `/_allauth/{client}/v1/`.
        summary: A sentence for the API's description.
        act: What it does.
        answers: Status to the name of what it holds, for the API's description.
        body: Makes the struct of the body, if it takes one; called per request, since settings decide fields.
        header: A header of its own, which holds a mailed key.
        query: A query parameter of its own.
        login: Whether it is for logged-in users; others get 401 before the body is looked at.
        enabled: Whether the settings offer it; 404 otherwise.
        before: Refuses by state, before the body is looked at; what it gives is the call's `found`.
        limit: Bucket that counts every call of a network, before the body is looked at.
        clients: Families that have it.
    """

    verb: str
    path: str
    summary: str
    act: Callable[[Call], Outcome]
    answers: dict[int, str]
    body: Callable[[], type[msgspec.Struct]] | None = None
    header: str | None = None
    query: str | None = None
    login: bool = False
    enabled: Callable[[], bool] = lambda: True
    before: Callable[[Visit], Any] | None = None
    limit: str | None = None
    clients: tuple[str, ...] = BOTH


def view(endpoints: Sequence[Endpoint]) -> Callable[..., HttpResponseBase]:
    """The Django view of all these operations; finds one by a look into a table, however many there are."""
    table: dict[str, dict[str, Endpoint]] = defaultdict(dict)
    for one in endpoints:
        table[one.path][one.verb] = one

    @csrf_exempt
    @transaction.non_atomic_requests
    def dispatch(request: HttpRequest, client: str, where: str) -> HttpResponseBase:
        verbs = table.get(where)
        if verbs is None or client not in conf.read(HeadlessSettings).clients:
            raise Http404
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return clients.finish(request, "app", clients.preflight(HttpResponse()))
        endpoint = verbs.get(request.method or "")
        if endpoint is None:
            return HttpResponseNotAllowed(sorted(verbs))
        if client not in endpoint.clients or not endpoint.enabled():
            raise Http404
        return clients.finish(request, client, _handle(request, client, endpoint))

    setattr(dispatch, "gatepost_native", True)  # noqa: B010 - a mark for middleware
    return dispatch


def _handle(request: HttpRequest, client: str, endpoint: Endpoint) -> HttpResponse:
    try:
        return _answer(request, client, endpoint)
    except OperationalError:
        log.exception("the database did not answer, or chose this request as a deadlock's victim")
        return answers.refuse(Visit(), Refused(UNAVAILABLE))


def _answer(request: HttpRequest, client: str, endpoint: Endpoint) -> HttpResponse:
    if client == "browser" and request.method not in clients.SAFE and clients.csrf_refused(request):
        return answers.respond(answers.FORBIDDEN, {"status": answers.FORBIDDEN})
    visit, gone = clients.visit_of(request, client)
    if gone:
        return answers.unauthenticated(client, Pending(), answers.GONE, {})
    try:
        call = _call(request, visit, endpoint)
        return answers.answer(request, visit, endpoint.act(call))
    except Refused as refused:
        return answers.refuse(visit, refused)


def _call(request: HttpRequest, visit: Visit, endpoint: Endpoint) -> Call:
    if endpoint.limit is not None:
        limits.by_network(endpoint.limit, visit)
    if endpoint.login and not visit.logged_in:
        raise Refused(LOGIN_REQUIRED)
    found = endpoint.before(visit) if endpoint.before is not None else None
    body = None
    if endpoint.body is not None:
        body = decoding.decode(endpoint.body(), decoding.read_object(clients.read(request)))
    header = request.headers.get(endpoint.header, "") if endpoint.header else ""
    return Call(visit, body, header, request.GET.get(endpoint.query) if endpoint.query else None, found)
