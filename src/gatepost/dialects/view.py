"""The view under every dialect: limits by network, refusals as answers, bounded bodies."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from gatepost.dialects import door, refusals
from gatepost.dialects.parsing import PARSERS, UNREADABLE, Negotiation, Page, unreadable
from gatepost.dialects.refusals import Words
from gatepost.errors import UNAVAILABLE, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import limits, text
from gatepost.wire import clients

log = logging.getLogger("gatepost")


class NetworkLimit(BaseThrottle):
    """One of our limits by network; only what a client may do there counts."""

    def __init__(self, name: str) -> None:
        """Count in the bucket of this name; see the `limits` settings."""
        self.name = name
        self.seconds: int | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count a call."""
        if request.method not in view.limited_methods:
            return True
        ip = clients.address(door.http(request))
        try:
            limits.by_network(self.name, Visit(ip=ip, network=text.network(ip)))
        except Refused as refused:
            self.seconds = refused.refusals[0].retry_after
            return False
        return True

    def wait(self) -> float | None:
        """Seconds until the next may come."""
        return self.seconds


def outside(view: Any) -> Any:
    """A view outside the transaction of `ATOMIC_REQUESTS`: a refusal must not undo what it counted, noted or ended."""
    return transaction.non_atomic_requests(view)


class DialectView(APIView):
    """A view of a dialect.

    `limit` names the bucket that counts calls of a network, beside the project's own throttles; `words` tells how
    refusals of its operations are told.
    """

    parser_classes = PARSERS
    content_negotiation_class = Negotiation
    limit: str | None = None
    limited_methods = ("POST",)
    words = Words()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Outside the transaction of `ATOMIC_REQUESTS`."""
        return outside(super().as_view(**initkwargs))

    def get_throttles(self) -> list[BaseThrottle]:
        """The project's, and ours."""
        own: list[BaseThrottle] = [NetworkLimit(self.limit)] if self.limit is not None else []
        return [*super().get_throttles(), *own]

    def get_renderers(self) -> list[BaseRenderer]:
        """The project's; its browsable page in a form that nothing typed can break."""
        return [Page() if type(one) is BrowsableAPIRenderer else one for one in super().get_renderers()]

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a refusal; a database that gave up is a 503."""
        if isinstance(exc, OperationalError):
            log.error("the database did not answer, or chose this request as a deadlock's victim", exc_info=exc)
            exc = Refused(UNAVAILABLE)
        if isinstance(exc, UNREADABLE):
            exc = unreadable(exc)
        if isinstance(exc, Refused):
            exc = self.refusal(exc)
        return super().handle_exception(exc)

    def refusal(self, refused: Refused) -> Exception:
        """How this view tells a refusal."""
        return refusals.told(refused, self.words)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is told here is for its asker alone; an indent that was asked for is told, too."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        if isinstance(response, Response) and "indent" in str(response.accepted_media_type):
            response.content_type = str(response.accepted_media_type)
        return response


class FormView(DialectView):
    """A view whose body is a form: OPTIONS describes its fields, and the browsable page shows them."""

    serializer_class: type[Serializer[Any]]

    def get_serializer_class(self) -> type[Serializer[Any]]:
        """The form; a dialect with replaceable ones overrides this."""
        return self.serializer_class

    def get_serializer(self, *args: Any, **kwargs: Any) -> Serializer[Any]:
        """The form, with its view; REST framework asks for it by this name."""
        kwargs.setdefault("context", {"request": self.request, "format": self.format_kwarg, "view": self})
        return self.get_serializer_class()(*args, **kwargs)

    def fields(self, request: Request, **kwargs: Any) -> dict[str, Any]:
        """What was sent, checked.

        Raises:
            ValidationError: All faulty fields at once.
        """
        form = self.get_serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        checked: dict[str, Any] = form.validated_data
        return checked


def there_if(there: Callable[..., bool], view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that is an unknown path unless the settings offer it.

    Args:
        there: Is given what the path names.
        view: Of REST framework, which looks at CSRF by itself. It runs outside of a transaction of the whole request,
            for a refusal must not undo what it punished.
    """

    @csrf_exempt
    @transaction.non_atomic_requests
    def guarded(request: HttpRequest, **named: str) -> HttpResponseBase:
        if not there(**named):
            raise Http404
        return view(request, **named)

    return guarded
