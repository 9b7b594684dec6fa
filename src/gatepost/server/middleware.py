"""Logs every failure of the standalone server, including those of its error pages."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from gatepost.server import errors

log = logging.getLogger("gatepost.server")


def failure_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 500 where even an error page failed; Django would not log that."""

    def called(request: HttpRequest) -> HttpResponseBase:
        try:
            return get_response(request)
        except Exception:
            log.exception("Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500})
            return HttpResponse(str(errors.REASONS[500]), status=500, content_type="text/plain")

    return called
