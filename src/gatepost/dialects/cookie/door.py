"""One operation of this wire: check, decode, act, answer. The only place here that catches a refusal."""

import logging
from collections.abc import Callable, Mapping

import msgspec
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from gatepost import conf
from gatepost.dialects.cookie import answers, reading
from gatepost.dialects.cookie.answers import Words
from gatepost.dialects.cookie.reading import Field
from gatepost.dialects.cookie.settings import CookieSettings
from gatepost.errors import LOGIN_REQUIRED, UNAVAILABLE, Refused
from gatepost.flow.outcome import Outcome
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.wire import clients

log = logging.getLogger("gatepost")
CLIENT = "browser"
CACHES = "Cache-Control"


class Call(msgspec.Struct, frozen=True):
    """What an operation's function gets.

    Args:
        visit: Who asks.
        given: The texts of its fields.
        provider: From the path, where it has one.
        query: The query.
    """

    visit: Visit
    given: dict[str, str]
    provider: str = ""
    query: Mapping[str, str] = {}


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """The one method of one path.

    Args:
        verb: HTTP method.
        act: What it does.
        fields: What the body holds; without any it is not looked at.
        login: Whether it is for logged-in users.
        limit: Bucket that counts every call of a network.
        status: Of a success.
        detail: Of a success that has nothing else to tell.
        csrf: Whether the answer gives the CSRF cookie.
        words: What it calls refusals that other operations call otherwise.
    """

    verb: str
    act: Callable[[Call], Outcome]
    fields: tuple[Field, ...] = ()
    login: bool = False
    limit: str | None = None
    status: int = 200
    detail: str = answers.SUCCESS
    csrf: bool = False
    words: Words = {}


def view(door: Door) -> Callable[..., HttpResponseBase]:
    """The Django view of an operation."""

    @csrf_exempt  # it is checked here, before anything else, and told in JSON
    @transaction.non_atomic_requests
    def enter(request: HttpRequest, provider: str = "") -> HttpResponseBase:
        response = _enter(request, door, provider)
        cached = response.headers.get(CACHES)
        clients.finish(request, "app", response)
        del response[CACHES]
        if cached is not None:
            response[CACHES] = cached
        return response

    return enter


def _enter(request: HttpRequest, door: Door, provider: str) -> HttpResponse:
    try:
        reading.check_size(request)
        if reason := clients.csrf_refused(request):
            return answers.error(403, "csrf_failed", f"CSRF Failed: {reason}")
        if request.method != door.verb:
            return _other_method(request, door)
        response = _answer(request, door, provider)
    except Refused as refused:
        response = answers.refuse(refused, door.words)
    except reading.UNREADABLE:
        response = answers.refuse(Refused(reading.NO_FORM))
    except OperationalError:
        log.exception("the database did not answer, or chose this request as a deadlock's victim")
        response = answers.refuse(Refused(UNAVAILABLE))
    response[CACHES] = "no-store"
    return response


def _other_method(request: HttpRequest, door: Door) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        del response["Content-Type"]
        if "Access-Control-Request-Method" in request.headers:
            clients.preflight(response)
        response[CACHES] = "no-store"
    else:
        response = answers.error(405, "method_not_allowed", f'Method "{request.method}" not allowed.')
    response["Allow"] = f"{door.verb}, OPTIONS"
    return response


def _answer(request: HttpRequest, door: Door, provider: str) -> HttpResponse:
    visit = _visit_of(request)
    if visit.session is not None and visit.session.ended:
        clients.forget(request)
    if door.login and not visit.logged_in:
        raise Refused(LOGIN_REQUIRED)
    if door.limit is not None:
        limits.by_network(door.limit, visit)
    given: dict[str, str] = reading.take(door.fields, visit, reading.body(request)) if door.fields else {}
    outcome = door.act(Call(visit, given, provider, request.GET.dict()))
    response = answers.answer(request, visit, outcome, status=door.status, detail=door.detail)
    if door.csrf:
        clients.give_csrf_cookie(request, response)
    return response


def _visit_of(request: HttpRequest) -> Visit:
    settings = conf.read(CookieSettings)
    links = {"verify_email": settings.verify_link, "reset_password": settings.reset_link}
    return msgspec.structs.replace(clients.visit_of(request, CLIENT)[0], links=links)
