"""Gives each request an id, and keeps the decisions behind those that are refused, for `gatepost explain`.

    MIDDLEWARE = [
        "gatepost.integrations.request_id.request_id_middleware",  # first of all, as `gatepost.configure` puts it

The id is the `X-Request-ID` that a proxy set, if it is well-formed, or a random one; the response has it in the same
header. A project whose own middleware sets that header on the response keeps its id.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from gatepost.ground import decisions, refused_requests
from gatepost.ground.decisions import Trace

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[\w.-]{8,64}", re.ASCII)
GetResponse = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def request_id_middleware(get_response: GetResponse) -> GetResponse:
    """Set the id on log records, audit events and the response."""
    if iscoroutinefunction(get_response):

        async def awaited(request: HttpRequest) -> HttpResponseBase:
            trace, token = decisions.begin(_id_of(request))
            try:
                response = await cast("Awaitable[HttpResponseBase]", get_response(request))
            finally:
                decisions.end(token)
            if _is_refused(trace, response):
                await sync_to_async(_keep)(trace, request, response)
            return response

        return awaited

    def called(request: HttpRequest) -> HttpResponseBase:
        trace, token = decisions.begin(_id_of(request))
        try:
            response = cast("HttpResponseBase", get_response(request))
        finally:
            decisions.end(token)
        if _is_refused(trace, response):
            _keep(trace, request, response)
        return response

    return called


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(12)


def _is_refused(trace: Trace, response: HttpResponseBase) -> bool:
    """Set the id on the response; returns whether there is something to explain."""
    own = response.get(HEADER, "")
    if WELL_FORMED.fullmatch(own):
        trace.request_id = own
    response[HEADER] = trace.request_id
    return trace.explains(response.status_code)


def _keep(trace: Trace, request: HttpRequest, response: HttpResponseBase) -> None:
    match = request.resolver_match
    refused_requests.keep(
        trace, method=request.method or "", route=match.route if match is not None else "", status=response.status_code
    )
