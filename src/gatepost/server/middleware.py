"""Logs every failure of the standalone server, including those of its error pages."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from gatepost.ground import database
from gatepost.server import errors

log = logging.getLogger("gatepost.server")


def failure_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 500 where even an error page failed, which Django would not log; then check the database connections."""

    def called(request: HttpRequest) -> HttpResponseBase:
        try:
            response = get_response(request)
        except Exception:
            log.exception("Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500})
            response = HttpResponse(str(errors.REASONS[500]), status=500, content_type="text/plain")
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            database.check_pool()
        return response

    return called
