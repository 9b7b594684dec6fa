"""What REST framework leaves open of bodies and answers: too large, too deep or broken is no fault of the server."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import RawPostDataException
from django.http.request import UnreadablePostError
from rest_framework import parsers
from rest_framework.exceptions import APIException, NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request

UNREADABLE = (SuspiciousOperation, RawPostDataException, UnreadablePostError)


class TooLarge(APIException):
    """413, for bodies over Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

    status_code = 413
    default_detail = "Request body too large."
    default_code = "too_large"


class JSONParser(parsers.JSONParser):
    """`application/json`, however deep."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """What the body says.

        Raises:
            ParseError: It is broken, or too deep.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - maximum recursion depth exceeded") from None


PARSERS = (JSONParser, parsers.FormParser, parsers.MultiPartParser)


def unreadable(error: Exception) -> APIException:
    """The answer for a body that Django refused to read."""
    return TooLarge() if isinstance(error, RequestDataTooBig) else ParseError()


class Negotiation(DefaultContentNegotiation):
    """A format in the query wins over the header."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and its media type.

        Raises:
            NotAcceptable: None fits the header.
            Http404: There is no such format.
        """
        try:
            found: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            wanted = request.query_params.get(str(self.settings.URL_FORMAT_OVERRIDE))
            if not wanted:
                raise
            chosen = self.filter_renderers(renderers, wanted)[0]
            return chosen, str(chosen.media_type)
        return found


class Page(BrowsableAPIRenderer):
    """The browsable page, which shows what was typed: signs that no page can hold as a mark."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """The page."""
        return super().render(*args, **kwargs).encode(errors="replace").decode()
