"""The way of a browser: a form sends it to the provider, and the provider sends it back here.

What went wrong stands in the query of the page at which it ends: `error`, and `error_process`. The key of a login that
is asked for first stands in its fragment, for no session waits for it: `provider_link`, and `provider`. The page asks
by itself whether somebody is logged in now, or what is missing.
"""

from typing import Any

from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.errors import LIMITED, UNAVAILABLE, Refused
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.targets import with_fragment, with_query
from gatepost.methods.social import connection as connections
from gatepost.methods.social.operations import begin, finish, sign_up, targets
from gatepost.methods.social.operations.failures import INVALID_STATE
from gatepost.methods.social.protocol.authorization import Returned, Ticket
from gatepost.wire import clients
from gatepost.wire.settings import HeadlessSettings

FOUND, SEE_OTHER, FORBIDDEN = 302, 303, 403
LONGEST = 4096
NAMES = ("code", "state", "iss", "error", "user")


def _to(url: str, status: int) -> HttpResponse:
    """A redirect; Django's own class would refuse the schemes of apps, which are listed exactly."""
    response = HttpResponse(status=status)
    response["Location"] = url
    return response


def _failed(refused: Refused, url: str, process: str, status: int) -> HttpResponse:
    code = refused.refusals[0].code
    return _to(with_query(url, error=code, error_process=process), status)


def _visit(request: HttpRequest) -> Visit:
    visit = clients.visit_of(request, "browser")[0]
    waits = limits.wait(("provider_network", visit.network))
    if waits:
        raise Refused(LIMITED)
    return visit


@csrf_exempt
@transaction.non_atomic_requests
def redirect(request: HttpRequest) -> HttpResponseBase:
    """A form post: `provider`, `process`, `callback_url`, `csrfmiddlewaretoken`."""
    if "browser" not in conf.read(HeadlessSettings).clients or not connections.every():
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if clients.csrf_refused(request):
        return clients.finish(request, "browser", HttpResponse(status=FORBIDDEN))
    return clients.finish(request, "browser", _send(request))


def _send(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("provider", "process", "callback_url")}
    process, back = given["process"], targets.error_page()
    try:
        back = targets.page(given["callback_url"])
        if process not in begin.PROCESSES:
            raise Refused(targets.NOT_LISTED)  # noqa: TRY301
        visit = _visit(request)
        done = begin.begin(visit, provider=given["provider"], process=process, callback_url=back)
    except OperationalError:
        return _failed(Refused(UNAVAILABLE), back, process, FOUND)
    except Refused as refused:
        return _failed(refused, back, process if process in begin.PROCESSES else "", FOUND)
    if done.opened is not None:
        clients.hand_over(request, "browser", done.opened, {})
    # 302, as clients of this wire know it; the post holds nothing that a provider must not see (RFC 9700, 4.12).
    return _to(done.data.url, FOUND)


@csrf_exempt
@transaction.non_atomic_requests
def callback(request: HttpRequest, connection: str) -> HttpResponseBase:
    """Where a provider sends people back to.

    A provider that posts its answer comes without our cookies, which are not sent from other sites: its answer is
    turned into a GET of this very page.
    """
    if connections.named(connection) is None:
        raise Http404
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    given = request.POST if request.method == "POST" else request.GET
    values = {name: given.get(name, "")[:LONGEST] for name in NAMES}
    if request.method == "POST":
        return clients.finish(request, "app", _to(with_query(request.path, **values), SEE_OTHER))
    return clients.finish(request, "browser", _take(request, connection, values))


def _take(request: HttpRequest, connection: str, values: dict[str, str]) -> HttpResponse:
    returned = Returned(**{name: values[name] for name in NAMES if name != "state"})
    back, process = targets.error_page(), ""
    try:
        visit = _visit(request)
        found = finish.ticket_of(values["state"])
        if found is None or found[1].connection != connection:
            raise Refused(INVALID_STATE)  # noqa: TRY301
        ticket = found[1]
        back, process = ticket.callback_url or back, ticket.process
        if ticket.challenge:
            return _to_app(ticket, found[0], returned)
        outcome = finish.finish(visit, state=values["state"], returned=returned, provider=connection)
    except OperationalError:
        return _failed(Refused(UNAVAILABLE), back, process, SEE_OTHER)
    except Refused as refused:
        return _failed(refused, back, process, SEE_OTHER)
    return _end(request, visit, outcome, back)


def _to_app(ticket: Ticket, secret: OneTimeSecret, returned: Returned) -> HttpResponse:
    """Nothing is decided in this browser: the app has the session, and the verifier."""
    code = finish.hand_to_app(ticket, secret, returned)
    return _to(with_query(ticket.callback_url, code=code), SEE_OTHER)


def _end(request: HttpRequest, visit: Visit, outcome: Any, back: str) -> HttpResponse:
    asked = _link(outcome)
    response = _to(with_fragment(back, **asked) if asked else back, SEE_OTHER)
    if isinstance(outcome, LoggedIn | Pending) and outcome.opened is not None:
        clients.hand_over(request, "browser", outcome.opened, {})
        if isinstance(outcome, LoggedIn):
            clients.mark_device(request, visit, outcome.session.user, response, trust=outcome.trust)
    return response


def _link(outcome: Any) -> dict[str, str]:
    """The key by which the holder of the address connects this login, after one of the old way."""
    steps = outcome.steps if isinstance(outcome, Pending) else ()
    asked = [step.details for step in steps if step.name == sign_up.LINK_FLOW]
    return {"provider_link": asked[0]["key"], "provider": asked[0]["provider"]["id"]} if asked else {}


PAGES = (
    path("browser/v1/auth/provider/redirect", redirect),
    path("social/<str:connection>/callback", callback, name="gatepost_social_callback"),
)
