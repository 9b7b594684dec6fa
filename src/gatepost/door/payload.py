"""Reads request bodies, with a size limit."""

import logging

from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal, Refused

log = logging.getLogger("gatepost")
MULTIPART = "multipart/form-data"
LARGEST_BODY = 64 * 1024
DRAINED = 4 * 1024 * 1024
INVALID_JSON = Refusal(Kind.INVALID, "invalid_json", text=_("The body is not a JSON object."))
TOO_LARGE = Refusal(Kind.INVALID, "too_large", text=_("The body is larger than 64 KiB."))


def read(request: HttpRequest) -> bytes:
    """The body; reads at most one byte over the limit.

    Raises:
        Refused: `too_large`; `invalid_json` if it is incomplete, or was read before.
    """
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > LARGEST_BODY:
            # Unread data would corrupt the client's next request on the same connection.
            request.read(min(length, DRAINED))
            raise Refused(TOO_LARGE)
        if "_body" in request.__dict__:
            return request.body
        if request.content_type == MULTIPART and hasattr(request, "_post") and (request.POST or request.FILES):
            raise Refused(INVALID_JSON)  # already parsed as a form, so it isn't JSON
        found = request.read(LARGEST_BODY + 1)
        if length and not found:
            log.warning("a request's body is missing: a middleware must use request.body, not request.read()")
            raise Refused(INVALID_JSON)
        request.__dict__["_body"] = found  # a request may run again, see `reruns`
    except (ValueError, RawPostDataException, UnreadablePostError):
        raise Refused(INVALID_JSON) from None
    return found
