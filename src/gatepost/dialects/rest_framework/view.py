"""The base view of all dialects: limits by client network, responses to refusals, bounded bodies."""

import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from gatepost import conf
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.parsing import UNREADABLE, Negotiation, Page, bounded, unreadable
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.door import readable, visitor
from gatepost.errors import LOGIN_REQUIRED, UNAVAILABLE, Refused
from gatepost.flow import notices
from gatepost.flow.visit import Visit
from gatepost.ground import database, decisions, galera_queries, limits, text
from gatepost.ground.limits import NetworkCall

log = logging.getLogger("gatepost")


def _network(request: Request) -> Visit:
    ip = visitor.address(visits.http(request))
    return Visit(ip=ip, network=text.network(ip))


def _as_refusal(exc: Exception) -> Exception:
    """The refusal or REST framework's error that an error of the database or of the body means; others unchanged."""
    if isinstance(exc, database.Unavailable):
        log.error("the database did not answer, or chose this request as a deadlock's victim", exc_info=exc)
        return Refused(UNAVAILABLE)
    if isinstance(exc, database.ConstraintViolated) and database.user_is_gone(exc):
        return Refused(LOGIN_REQUIRED)
    return unreadable(exc) if isinstance(exc, UNREADABLE) else exc


class NetworkLimit(BaseThrottle):
    """One of our limits by client network, as a throttle; counts only the view's `limited_methods`."""

    def __init__(self, name: str) -> None:
        """Use the limit with this name; see the `limits` settings."""
        self.name = name
        self.seconds: int | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count a call."""
        if request.method not in view.limited_methods:
            return True
        try:
            limits.limit_network(self.name, _network(request))
        except Refused as refused:
            self.seconds = refused.refusals[0].retry_after
            return False
        return True

    def wait(self) -> float | None:
        """Seconds until the next call is allowed."""
        return self.seconds


def outside(view: Any) -> Any:
    """Run a view outside of `ATOMIC_REQUESTS`: a refusal must not roll back what was counted, recorded or revoked."""
    return database.own_transactions(view)


class DialectView(APIView):
    """A view of a dialect.

    `limit` names the limit on calls of a client network, in addition to the project's own throttles. If the view
    `counts_with_operation`, the operation counts the call together with its own attempts, in one statement: see
    `counting`. `words` words the refusals of its operations.
    """

    content_negotiation_class = Negotiation
    limit: str | None = None
    limited_methods = ("POST",)
    counts_with_operation = False
    network_call: NetworkCall | None = None
    words = Words()

    @classmethod
    def as_view(cls, **initkwargs: object) -> Any:
        """Run outside of `ATOMIC_REQUESTS`."""
        return outside(super().as_view(**initkwargs))

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse a body that its charset cannot decode, before anything reads it."""
        try:
            readable.check_encoding(visits.http(request))
        except Refused:
            raise ParseError from None
        super().initial(request, *args, **kwargs)
        if self.limit is not None and self.counts_with_operation and request.method in self.limited_methods:
            self.network_call = visitor.network_call(visits.http(request), self.limit, _network(request))

    def counting(self, visit: Visit) -> Visit:
        """Pass the network's call on to the operation that counts it; a view that succeeds without one settles it."""
        return msgspec.structs.replace(visit, network_call=self.network_call)

    def get_throttles(self) -> list[BaseThrottle]:
        """Add our limit to the project's throttles."""
        if self.limit is None or self.counts_with_operation:
            return super().get_throttles()
        return [*super().get_throttles(), NetworkLimit(self.limit)]

    def get_parsers(self) -> list[BaseParser]:
        """Return the project's parsers, which may read other formats than REST framework's, or rename fields."""
        return [one() for one in bounded(tuple(self.parser_classes))]

    def get_renderers(self) -> list[BaseRenderer]:
        """Return the project's renderers, with a browsable page that cannot fail on what was typed."""
        return [Page() if type(one) is BrowsableAPIRenderer else one for one in super().get_renderers()]

    def handle_exception(self, exc: Exception) -> Response:
        """Respond to refusals, and with 503 if the database failed."""
        notices.drop(visits.http(self.request))
        if (
            isinstance(exc, database.Unavailable)
            and visits.can_authenticate_again(self.request)
            and galera_queries.runs_again(exc)
        ):
            return self._run_again()
        try:
            if self.network_call is not None:
                self.network_call.settle()
        except Refused as limited:
            exc = limited
        exc = _as_refusal(exc)
        if isinstance(exc, Refused):
            decisions.refuse(exc)
            exc = self.refusal(exc)
        elif isinstance(exc, APIException):
            decisions.note("answer", exc.default_code, refused=True)
        return super().handle_exception(exc)

    def _run_again(self) -> Response:
        visitor.forget(visits.http(self.request))
        try:
            visits.authenticate_again(self.request)
            self.initial(self.request, *self.args, **self.kwargs)
            handler: Callable[..., Response] = getattr(self, str(self.request.method).lower())
            return handler(self.request, *self.args, **self.kwargs)
        except Exception as error:  # noqa: BLE001 - as REST framework does
            return self.handle_exception(error)

    def offered(self) -> bool:
        """Whether the settings enable this operation, for the OpenAPI document."""
        return True

    def answers(self) -> Answers:
        """The bodies of this operation's responses, for the OpenAPI document; without those that all have in common."""
        raise NotImplementedError

    def body(self) -> Any:
        """The form of this operation's body, for the OpenAPI document; None if it has no body."""
        return None

    def query(self) -> Mapping[str, bool]:
        """Parameters of the query and whether they are required, for the OpenAPI document."""
        return {}

    def path_values(self) -> Mapping[str, Collection[str]]:
        """The values that a part of the path can have, by its name, for the OpenAPI document."""
        return {}

    def refusal(self, refused: Refused) -> Exception:
        """The exception for a refusal of this view's operation."""
        return refusals.to_exception(refused, self.words)

    def serialized(self, form: type[Serializer[Any]], record: object) -> dict[str, Any]:
        """A record in a form's fields; the browsable page also needs the form itself, with the record in it."""
        if "shows_alike" in vars(form) and isinstance(self.request.accepted_renderer, JSONRenderer):
            found: dict[str, Any] = _of_all_requests(form).to_representation(record)
        else:
            context = {"request": self.request, "format": self.format_kwarg, "view": self}
            found = form(record, context=context).data
        return found

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Any:
        """Forbid caching of every response, and pass on to the project what happened."""
        notices.send(visits.http(request))
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        return response


def well_formed(form: Serializer[Any], faulty: Collection[str]) -> dict[str, Any]:
    """The values of those fields of an invalid form that are valid by themselves."""
    found, given = {}, form.initial_data
    for name, field in form.fields.items():
        raw = field.get_value(given) if isinstance(given, Mapping) and not field.read_only else empty
        if raw is not empty and name not in faulty:
            found[name] = field.run_validation(raw)
    return found


@conf.composed
def _of_all_requests(form: type[Serializer[Any]]) -> Serializer[Any]:
    """One form for all requests, since REST framework copies its fields for each: a tenth of a login."""
    return form()


class FormView(DialectView):
    """A view with a form as its body, whose fields OPTIONS and the browsable page show.

    A form that says `stateless` depends on nothing but settings and what was sent; one that `shows_alike` shows every
    record with the same fields. A subclass must say it again.
    """

    serializer_class: type[Serializer[Any]]

    def get_serializer_class(self) -> type[Serializer[Any]]:
        """Return the form; dialects with replaceable forms override this."""
        return self.serializer_class

    def get_serializer(self, *args: object, **kwargs: Any) -> Serializer[Any]:
        """Make the form; REST framework calls this method, so its name is fixed."""
        kwargs.setdefault("context", {"request": self.request, "format": self.format_kwarg, "view": self})
        return self.get_serializer_class()(*args, **kwargs)

    def body(self) -> Any:
        """The form, for methods with a body."""
        return None if self.request.method == "GET" else self.get_serializer()

    def shown(self, record: object) -> dict[str, Any]:
        """A record in the form's fields."""
        return self.serialized(self.get_serializer_class(), record)

    def valid_fields(self, request: Request) -> dict[str, Any] | None:
        """The values of a valid body, if one form serves all requests; None otherwise: a form of this one decides."""
        form_class = self.get_serializer_class()
        if "stateless" in vars(form_class):
            with contextlib.suppress(ValidationError):
                found: dict[str, Any] = _of_all_requests(form_class).run_validation(request.data)
                return found
        return None

    def fields(self, request: Request, **kwargs: object) -> dict[str, Any]:
        """Validate the body and return its values.

        Raises:
            ValidationError: Lists all invalid fields.
        """
        if not kwargs and (found := self.valid_fields(request)) is not None:
            return found
        form = self.get_serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        checked: dict[str, Any] = form.validated_data
        return checked


def there_if(there: Callable[..., bool], view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view that answers 404 unless it is enabled in the settings.

    Args:
        there: Whether it is enabled; called with the path's parameters.
        view: A view of REST framework, which checks CSRF itself. It runs outside of `ATOMIC_REQUESTS`: a refusal must
            not roll back what was counted or revoked.
    """

    @csrf_exempt
    @database.own_transactions
    def guarded(request: HttpRequest, **named: str) -> HttpResponseBase:
        if not there(**named):
            try:
                readable.check_form(request)  # the project's error page parses it
            except Refused:
                return JsonResponse({"detail": ParseError.default_detail}, status=400)
            raise Http404
        return view(request, **named)

    described: Any = view
    guarded.cls, guarded.initkwargs = described.cls, {"offered": there}  # type: ignore[attr-defined]
    return guarded
