"""The frame of the endpoints that clients call by themselves; refusals are caught only here."""

import functools
import logging
from collections.abc import Callable
from typing import TypeVar

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.dialects.oauth import answers, parameters
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.door import visitor
from gatepost.errors import UNAVAILABLE, Refused
from gatepost.features.provider.operations.refusals import INVALID_CLIENT, INVALID_TOKEN
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.visit import Visit
from gatepost.ground import database, galera_queries, limits

log = logging.getLogger("gatepost")
WIRE = "oauth"
FAILED = "oauth_failed_network"
COUNTED = (INVALID_CLIENT.code, INVALID_TOKEN.code)
"""Refusals that count as failed attempts of a network."""
Response = TypeVar("Response", bound=HttpResponseBase)
Handler = Callable[[HttpRequest, Visit, Parameters], HttpResponse]
Reader = Callable[[HttpRequest], Parameters]


def enabled() -> None:
    """Answer 404 while the provider is off.

    Raises:
        Http404: It is.
    """
    if not conf.read(ProviderSettings).enabled:
        raise Http404


def plain_view(view: Callable[[HttpRequest], Response]) -> Callable[[HttpRequest], Response]:
    """Make a view without CSRF check and without a transaction around it, in which a refusal would undo a count."""
    return csrf_exempt(database.own_transactions(view))


def endpoint(
    *verbs: str, limit: str = "", read: Reader | None = None
) -> Callable[[Handler], Callable[[HttpRequest], HttpResponse]]:
    """Make the view of a handler.

    Args:
        verbs: The HTTP methods; the parameters of a POST are those of its body.
        limit: The bucket that counts every call of a network.
        read: What reads the parameters; by the method if absent.
    """

    def wrap(handler: Handler) -> Callable[[HttpRequest], HttpResponse]:
        @plain_view
        @functools.wraps(handler)
        def view(request: HttpRequest) -> HttpResponse:
            enabled()
            if request.method == "OPTIONS":
                return answers.preflight(verbs)
            if request.method not in verbs:
                response = HttpResponse(status=405, headers={"Allow": ", ".join((*verbs, "OPTIONS"))})
                return answers.finish(response)
            return answers.finish(_run(request, handler, limit, read))

        return view

    return wrap


def _run(request: HttpRequest, handler: Handler, limit: str, read: Reader | None) -> HttpResponse:
    visit = msgspec.structs.replace(visitor.without_session(request, "app"), wire=WIRE)
    try:
        if limit:
            limits.limit_network(limit, visit)
        by_method = parameters.of_form if request.method == "POST" else parameters.of_query
        return handler(request, visit, (read or by_method)(request))
    except Refused as refused:
        return _refused(request, visit, refused)
    except database.ConstraintViolated as error:
        if not database.user_is_gone(error):
            raise
        return _refused(request, visit, Refused(INVALID_CLIENT))
    except database.Unavailable as error:
        if galera_queries.runs_again(error):
            return _run(request, handler, limit, read)
        log.exception("the database did not respond, or chose this request as a deadlock victim")
        return answers.refuse(request, Refused(UNAVAILABLE))


def _refused(request: HttpRequest, visit: Visit, refused: Refused) -> HttpResponse:
    """The response to a refusal; failed attempts are counted, and refused as too many once there are."""
    if refused.refusals[0].code in COUNTED:
        try:
            limits.limit_network(FAILED, visit)
        except Refused as limited:
            return answers.refuse(request, limited)
    return answers.refuse(request, refused)
