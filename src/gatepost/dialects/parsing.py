"""Bodies, bounded: what is too large, too deep or broken is refused and never a fault of the server."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import RawPostDataException
from django.http.request import UnreadablePostError
from rest_framework import parsers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request


class TooLarge(APIException):
    """413, for bodies over Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

    status_code = 413
    default_detail = "Request body too large."
    default_code = "too_large"


def _length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class _Bounded(parsers.BaseParser):
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {})["request"]
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if most is not None and _length(request) > most:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - maximum recursion depth exceeded") from None
        except RequestDataTooBig:
            raise TooLarge from None
        except (SuspiciousOperation, RawPostDataException, UnreadablePostError):
            raise ParseError from None


class JSONParser(_Bounded, parsers.JSONParser):
    """`application/json`."""


class FormParser(_Bounded, parsers.FormParser):
    """`application/x-www-form-urlencoded`."""


class MultiPartParser(_Bounded, parsers.MultiPartParser):
    """`multipart/form-data`."""


PARSERS = (JSONParser, FormParser, MultiPartParser)
