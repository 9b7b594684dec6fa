"""The browser flow: a form post redirects to the provider, and the provider redirects back here.

Errors are passed in the query of the final page; see `callback_errors`. If the user must first log in by another
method, the key to connect with afterwards is in its fragment (`provider_link`, with `provider`), since no session holds
it. The page itself asks the API whether the user is signed in, or what is missing.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.door import cookies, csrf, readable, response_headers, visitor
from gatepost.errors import LIMITED, UNAVAILABLE, Refused
from gatepost.features.social import callback_errors, connections
from gatepost.features.social.operations import begin, pending_sign_up, states, targets
from gatepost.features.social.operations import callback as callbacks
from gatepost.features.social.operations.failures import INVALID_STATE
from gatepost.features.social.operations.states import SentState
from gatepost.features.social.protocol.authorization import Returned
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import LoggedIn, Outcome, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import database, decisions, limits
from gatepost.ground.settings import HeadlessSettings
from gatepost.ground.targets import with_fragment, with_query

FOUND, SEE_OTHER, BAD_REQUEST, FORBIDDEN = 302, 303, 400, 403
LONGEST = 4096
NAMES = ("code", "state", "iss", "error", "user")


def _to(url: str, status: int) -> HttpResponse:
    """A redirect; Django's own class refuses the schemes of apps, whose URLs are checked against a list."""
    response = HttpResponse(status=status)
    response["Location"] = url
    return response


def _visit(request: HttpRequest) -> Visit:
    visit = visitor.visit_of(request, "browser")[0]
    waits = limits.wait(("provider_network", visit.network))
    if waits:
        raise Refused(LIMITED)
    return visit


def _readable(request: HttpRequest) -> bool:
    try:
        readable.check(request)
    except Refused:
        return False
    return True


@csrf_exempt
@database.own_transactions
def redirect(request: HttpRequest) -> HttpResponseBase:
    """Handle the form post with `provider`, `process`, `callback_url` and `csrfmiddlewaretoken`."""
    if not _readable(request):
        return response_headers.finish(request, "browser", HttpResponse(status=BAD_REQUEST), cookies=False)
    if "browser" not in conf.read(HeadlessSettings).clients or not connections.every():
        raise Http404
    if request.method != "POST":
        return response_headers.finish(request, "browser", _other_method(request))
    if csrf.csrf_refused(request):
        return response_headers.finish(request, "browser", HttpResponse(status=FORBIDDEN), cookies=False)
    return response_headers.finish(request, "browser", _send(request))


def _other_method(request: HttpRequest) -> HttpResponse:
    allowed = ["OPTIONS", "POST"]
    if request.method == "OPTIONS":
        return HttpResponse(headers={"Allow": ", ".join(allowed)})
    return HttpResponse(status=BAD_REQUEST) if request.method == "HEAD" else HttpResponseNotAllowed(allowed)


@csrf_exempt
@database.own_transactions
def no_redirect(request: HttpRequest) -> HttpResponseBase:
    """Answer apps with 405: the contract has this path, but only for browsers."""
    if "app" not in conf.read(HeadlessSettings).clients or not connections.every() or request.method == "POST":
        raise Http404
    return response_headers.finish(request, "app", HttpResponseNotAllowed([]))


def _send(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("provider", "process", "callback_url")}
    end = callback_errors.error_page()
    try:
        visit = _visit(request)
        begin.chosen(given["provider"])
        back = targets.page(given["callback_url"])
        if given["process"] not in begin.PROCESSES:
            raise Refused(begin.UNKNOWN_PROCESS)  # noqa: TRY301
        end = callback_errors.End(back, given["process"])
        sent = begin.begin(visit, provider=given["provider"], process=given["process"], callback_url=back)
    except database.Unavailable:
        return _to(end.failed(UNAVAILABLE), FOUND)
    except Refused as refused:
        decisions.refuse(refused)
        return _to(end.failed(refused.refusals[0]), FOUND)
    if sent.opened is not None:
        cookies.deliver(request, "browser", sent.opened, {})
    # 302, as this API's clients expect; the form contains nothing that a provider must not see (RFC 9700, 4.12).
    return _to(sent.url, FOUND)


@csrf_exempt
@database.own_transactions
def callback(request: HttpRequest, connection: str) -> HttpResponseBase:
    """Handle the provider's redirect back to us.

    If a provider posts its answer, browsers don't send our cookies, since it is a cross-site request: redirect to
    this same page with a GET, which gets them.
    """
    if not _readable(request):
        return response_headers.finish(request, "app", HttpResponse(status=BAD_REQUEST))
    if connections.named(connection) is None:
        raise Http404
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    given = request.POST if request.method == "POST" else request.GET
    values = {name: given.get(name, "")[:LONGEST] for name in NAMES}
    if request.method == "POST":
        return response_headers.finish(request, "app", _to(with_query(request.path, **values), SEE_OTHER))
    return response_headers.finish(request, "browser", _take(request, connection, values))


def _take(request: HttpRequest, connection: str, values: dict[str, str]) -> HttpResponse:
    returned = Returned(**{name: values[name] for name in NAMES if name != "state"})
    end = callback_errors.error_page()
    try:
        visit = _visit(request)
        sent = states.find(values["state"])
        if sent is None or sent.ticket.connection != connection:
            raise Refused(INVALID_STATE)  # noqa: TRY301
        if sent.ticket.challenge:
            return _to_app(sent, returned)
        states.check_session(visit, sent.ticket)
        end = callback_errors.End(sent.ticket.callback_url or end.url, sent.ticket.process)
        outcome = callbacks.finish(visit, sent, returned, ending=INTERACTIVE)
    except database.Unavailable:
        return _to(end.failed(UNAVAILABLE), SEE_OTHER)
    except Refused as refused:
        decisions.refuse(refused)
        return _to(end.failed(refused.refusals[0], returned), SEE_OTHER)
    return _end(request, visit, outcome, end.url)


def _to_app(sent: SentState, returned: Returned) -> HttpResponse:
    """Hand the answer over to the app, which alone has the session and the verifier."""
    code = states.hand_to_app(sent, returned)
    return _to(with_query(sent.ticket.callback_url, code=code), SEE_OTHER)


def _end(request: HttpRequest, visit: Visit, outcome: Outcome, back: str) -> HttpResponse:
    asked = _link(outcome)
    response = _to(with_fragment(back, **asked) if asked else back, SEE_OTHER)
    if isinstance(outcome, LoggedIn | Pending) and outcome.opened is not None:
        cookies.deliver(request, "browser", outcome.opened, {})
        if isinstance(outcome, LoggedIn):
            cookies.remember_device(request, visit, outcome.session.user, response, trust=outcome.trust)
    return response


def _link(outcome: Outcome) -> dict[str, str]:
    """The key with which the holder of the address connects the account after logging in by another method."""
    steps = outcome.steps if isinstance(outcome, Pending) else ()
    asked = [step for step in steps if isinstance(step, pending_sign_up.LinkStep)]
    return {"provider_link": asked[0].key, "provider": asked[0].connection.id} if asked else {}


PAGES = (
    path("browser/v1/auth/provider/redirect", redirect),
    path("app/v1/auth/provider/redirect", no_redirect),
    path("social/<str:connection>/callback", callback, name="gatepost_social_callback"),
)
