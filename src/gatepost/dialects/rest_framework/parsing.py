"""Parsers and renderers that turn too large, too deep or malformed bodies into a 4xx, not a 500."""

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.http import RawPostDataException
from django.http.multipartparser import MultiPartParserError
from rest_framework import parsers
from rest_framework.exceptions import APIException, NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from gatepost.door import readable

ANYTHING = "*/*"
"""The `Accept` header of a client that takes any media type, as most programs send it."""
UNREADABLE = (*readable.UNREADABLE[:4], RawPostDataException)


class TooLarge(APIException):
    """413, for bodies over Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

    status_code = 413
    default_detail = "Request body too large."
    default_code = "too_large"


class _Bounded(parsers.BaseParser):
    """Refuses nesting that exceeds the recursion limit."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Parse the body.

        Raises:
            ParseError: It is malformed, or nested too deep.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - maximum recursion depth exceeded") from None


@functools.cache
def bounded(classes: tuple[type[parsers.BaseParser], ...]) -> tuple[Callable[[], parsers.BaseParser], ...]:
    """Parsers of the project that answer nesting which exceeds the recursion limit with 400."""
    return tuple(type(one.__name__, (_Bounded, one), {}) for one in classes)


def unreadable(error: Exception) -> APIException:
    """The exception for a body that Django refused to read."""
    if isinstance(error, MultiPartParserError):
        return ParseError(f"Multipart form parse error - {error}")
    return TooLarge() if isinstance(error, RequestDataTooBig) else ParseError()


class Negotiation(DefaultContentNegotiation):
    """Content negotiation in which a format in the query overrides the header."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Select the renderer and its media type.

        Raises:
            NotAcceptable: No renderer matches the header.
            Http404: There is no renderer for the format.
        """
        meta = request._request.META  # noqa: SLF001 - the documented access
        if meta.get("HTTP_ACCEPT", ANYTHING) == ANYTHING and not (format_suffix or meta.get("QUERY_STRING")):
            first = next(iter(renderers))
            if ";" not in str(first.media_type):  # a parameter must be asked for
                return first, str(first.media_type)
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
    """The browsable API's page; replaces typed characters that cannot be encoded, such as lone surrogates."""

    def show_form_for_method(self, *args: Any, **kwargs: Any) -> Any:
        """Whether a method has a form; none if a permission wants to read a body that can't be read (again)."""
        try:
            return super().show_form_for_method(*args, **kwargs)
        except UNREADABLE:
            return False

    def get_rendered_html_form(self, data: object, view: APIView, method: str, request: Request) -> Any:
        """A method's form; none if its fields would be filled from a body that can't be read, or of an unknown type."""
        try:
            return super().get_rendered_html_form(data, view, method, request)
        except (APIException, *UNREADABLE):
            return None

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """Render the page."""
        return super().render(*args, **kwargs).encode(errors="replace").decode()
