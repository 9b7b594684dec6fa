"""One operation of the native API, and the view of all of them."""

import contextlib
import functools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.api import answers, decoding
from gatepost.api.answers import Answer, Reply, answer
from gatepost.door import csrf, payload, readable, response_headers
from gatepost.door.endpoint import AbstractEndpoint, Call
from gatepost.errors import Kind, Refused
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.visit import Visit
from gatepost.ground import database
from gatepost.ground.settings import HeadlessSettings

BOTH = ("app", "browser")


class Endpoint(AbstractEndpoint[Outcome | Answer | Reply], frozen=True, kw_only=True):
    """One method on one path, with what `AbstractEndpoint` has.

    Args:
        path: Below `/_allauth/{client}/v1/`.
        summary: The summary for the OpenAPI document.
        answers: Maps a status to the struct of the response, for the OpenAPI document.
        body: Returns the struct of the body, if it takes one; called per request, since settings decide the fields.
        reads: Decodes a body's object to that struct, for bodies whose fields are validated together; by default
            `decoding.decode` validates each field by itself.
        ignores_body: Whether it takes any body, also one that isn't JSON, and doesn't look at it.
        on_refused_body: Runs when the body is refused, for example to count a missing code as a wrong one; may refuse
            by state instead.
        header: Its own header, with a mailed key.
        query: Its own query parameter.
        enabled: Whether the settings enable it; 404 otherwise.
        local: Whether it is disabled with the setting `accounts.local`, which turns off everything but social login.
        before: Refuses by state before the body is read; its result is the call's `found`.
        clients: The kinds of clients that have it.
    """

    path: str
    summary: str
    answers: dict[int, type[msgspec.Struct]]
    body: Callable[[], type[msgspec.Struct]] | None = None
    reads: Callable[[dict[str, Any]], msgspec.Struct] | None = None
    ignores_body: bool = False
    on_refused_body: Callable[[Visit, Refused], None] | None = None
    header: str | None = None
    query: str | None = None
    enabled: Callable[[], bool] = lambda: True
    local: bool = False
    before: Callable[[Visit], Any] | None = None
    clients: tuple[str, ...] = BOTH

    def offered(self) -> bool:
        """Whether the settings enable it."""
        return (not self.local or _local()) and self.enabled()

    def run(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> HttpResponse:
        """Respond in the visitor's language."""
        language = visit.language or settings.LANGUAGE_CODE
        if translation.get_language() == language:
            return super().run(request, visit, path)
        with translation.override(language):
            return super().run(request, visit, path)

    def call(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> Call:
        """Run `before`, then decode the body.

        Raises:
            Refused: By `before`; or the body is invalid.
        """
        found = self.before(visit) if self.before is not None else None
        header = request.headers.get(self.header, "") if self.header else ""
        query = request.GET.get(self.query) if self.query else None
        body = self._body(request, visit) if self.verb != "GET" else None
        return Call(visit, body, header, query, found, path)

    def _body(self, request: HttpRequest, visit: Visit) -> msgspec.Struct | None:
        if self.ignores_body:
            with contextlib.suppress(Refused):
                payload.read(request)  # what is left unread would break the connection under the client's next request
            return None
        try:
            given = decoding.read_object(payload.read(request))
            if self.reads is not None:
                return self.reads(given)
            return decoding.decode(self.body(), given) if self.body is not None else None
        except Refused as refused:
            if self.on_refused_body is not None:
                self.on_refused_body(visit, refused)
            raise

    answer = staticmethod(answer)

    def refuse(self, visit: Visit, refused: Refused) -> HttpResponse:
        """The response to a refusal; for the token of a session that has ended, the flows to sign in with."""
        if refused.kind is Kind.GONE:
            return answers.unauthenticated(visit.client, answers.NOTHING, answers.GONE, {})
        return answers.refuse(visit, refused)


@conf.composed
def _local() -> bool:
    return conf.read(AccountsSettings).local


def view(endpoints: Sequence[Endpoint]) -> Callable[..., HttpResponseBase]:
    """The Django view of all these operations; finds one by a dictionary look-up."""
    table = _table(endpoints)
    offered = conf.composed(functools.partial(_offered_to, table))

    @csrf_exempt
    @database.own_transactions
    def dispatch(request: HttpRequest, client: str, where: str) -> HttpResponseBase:
        if (request.content_params or request.content_type in readable.ASKED) and (
            bad := _unreadable(request, client, form=client == "browser")  # whose CSRF check parses it
        ):
            return bad
        verbs = offered(client).get(where, {})
        if verbs and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return response_headers.finish(request, "app", response_headers.preflight(HttpResponse()))
        verb = "GET" if request.method == "HEAD" and "GET" in verbs else request.method or ""
        endpoint = verbs.get(verb)
        if endpoint is None or not endpoint.enabled():
            return _otherwise(request, client, verbs, off=verb in table.get(where, {}))
        if client == "browser" and verb not in csrf.SAFE and csrf.csrf_refused(request):
            forbidden = answers.respond(answers.FORBIDDEN, {"status": answers.FORBIDDEN})
            return response_headers.finish(request, client, forbidden, cookies=False)
        return response_headers.finish(request, client, endpoint.respond(request, client))

    setattr(dispatch, "gatepost_native", True)  # noqa: B010 - a mark for middleware
    return dispatch


def _table(endpoints: Sequence[Endpoint]) -> dict[str, dict[str, Endpoint]]:
    table: dict[str, dict[str, Endpoint]] = defaultdict(dict)
    for one in endpoints:
        table[one.path][one.verb] = one
    return table


def _offered_to(table: dict[str, dict[str, Endpoint]], client: str) -> dict[str, dict[str, Endpoint]]:
    """The operations that a kind of client has, whether or not they are enabled at the moment; none for other kinds."""
    if client not in conf.read(HeadlessSettings).clients:
        return {}
    return {
        path: {verb: one for verb, one in verbs.items() if client in one.clients and (not one.local or _local())}
        for path, verbs in table.items()
    }


def _otherwise(request: HttpRequest, client: str, verbs: dict[str, Endpoint], *, off: bool) -> HttpResponseBase:
    """The response where a path has no such operation, or (`off`) not for this client or not by these settings."""
    enabled = {verb: one for verb, one in verbs.items() if one.enabled()}
    if enabled and not off:
        return response_headers.finish(request, client, _other_method(request, client, enabled))
    if bad := _unreadable(request, client, form=True):
        return bad  # the project's error page would parse it
    raise Http404


def _unreadable(request: HttpRequest, client: str, *, form: bool) -> HttpResponseBase | None:
    try:
        readable.check(request, form=form)
    except Refused as refused:
        return response_headers.finish(request, client, answers.refuse(Visit(client=client), refused), cookies=False)
    return None


def _other_method(request: HttpRequest, client: str, offered: dict[str, Endpoint]) -> HttpResponse:
    """The response to a method that no operation of the path has.

    `OPTIONS`, and `HEAD` without a `GET`, do nothing; if every operation takes input, they are refused as an operation
    without that input would be.
    """
    allowed = sorted({*offered, "OPTIONS", *(("HEAD",) if "GET" in offered else ())})
    if request.method not in ("HEAD", "OPTIONS"):
        return HttpResponseNotAllowed(allowed)
    taking = [one for one in offered.values() if one.body is not None]
    if taking and all(one.body is not None or one.header is not None for one in offered.values()):
        probe = msgspec.structs.replace(taking[0], handler=lambda call: Done(), limit=None)  # noqa: ARG005 - does nothing
        response = probe.respond(request, client)
        if response.status_code != answers.OK:
            return response
    if request.method == "HEAD":
        return HttpResponse(status=answers.BAD_REQUEST)
    return HttpResponse(headers={"Allow": ", ".join(allowed)})
