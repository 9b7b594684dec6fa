"""Social login: the authorization URL, and the provider's answer."""

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from django.http import QueryDict
from rest_framework import exceptions, permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Invalid
from gatepost.dialects.rest_framework.view import FormView
from gatepost.dialects.signed_tokens import pairs
from gatepost.door import cookies
from gatepost.errors import Refused
from gatepost.features.social import purposes as social_purposes
from gatepost.features.social.connections import every, named
from gatepost.features.social.operations import begin, callback, failures, states
from gatepost.features.social.operations.pipeline import Verdict
from gatepost.features.social.operations.rules import Rules
from gatepost.features.social.protocol.authorization import Returned
from gatepost.flow.endings import SingleRequest
from gatepost.flow.visit import Visit
from gatepost.ground import secrets

NOT_LISTED = "redirect_uri must be in SOCIAL_AUTH_ALLOWED_REDIRECT_URIS"
MISSING = "A required authentication parameter is missing."
STALE = "The authentication session is unavailable. Please restart login."
REJECTED = "The authorization code was rejected. Please restart login."
NO_STATE = "State could not be found in request data."
NOTHING_BEGUN = "State could not be found in server-side session data."
FOREIGN_STATE = "Invalid state has been provided."
ENDING = SingleRequest(opens=pairs.OPENS_PAIR)
RULES = Rules(links=Verdict.REFUSE, takes_over=False, allow_shared_email=True, asks=())
TEXTS = {failures.CANCELLED: MISSING, failures.INVALID_STATE: STALE, failures.FAILED: REJECTED}


def _fault(text: str) -> Exception:
    return exceptions.ValidationError({refusals.all_fields(): [text]})


class Given(serializers.Serializer[Any]):
    """The result of a login at a provider."""

    access = serializers.CharField(read_only=True)
    refresh = serializers.CharField(read_only=True)
    user = serializers.CharField(read_only=True)


class Begun(TypedDict):
    """Where the browser goes."""

    authorization_url: str


class Returning(TypedDict, total=False):
    """What the provider added to the redirect URI; it may be in the query instead."""

    code: str
    state: str
    iss: str
    error: str


class Provider(FormView):
    """A provider: GET returns the authorization URL, POST finishes the login with the provider's answer."""

    serializer_class = Given
    permission_classes = (permissions.AllowAny,)
    limit = "login_network"

    def visit(self) -> Visit:
        """The request's visit, with the browser's session, to which the state of a login is bound."""
        return visits.visit_of(self.request, wire="djoser", client="browser")

    def get(self, request: Request, provider: str) -> Response:
        """Start a login; the state is kept in a browser session, which is opened if there is none."""
        redirect_uri = request.query_params.get("redirect_uri", "")
        if redirect_uri not in conf.read(DjoserSettings).social_auth_allowed_redirect_uris:
            return Response(NOT_LISTED, status=status.HTTP_400_BAD_REQUEST)
        self._known(provider)
        begun = begin.begin(self.visit(), provider=provider, redirect_uri=redirect_uri)
        if begun.opened is not None:
            cookies.deliver(visits.http(request), "browser", begun.opened, {})
        return Response(Begun(authorization_url=begun.url))

    def post(self, request: Request, provider: str) -> Response:
        """Log in or sign up with the code from the provider."""
        self._known(provider)
        self.fields(request)
        sent, visit = _sent(request), self.visit()
        if "state" in request.query_params:
            _check_state(visit, sent["state"])
        if not sent["state"]:
            raise _fault(MISSING)
        returned = Returned(code=sent["code"], iss=sent["iss"], error=sent["error"])
        granted = callback.finish(
            visit, states.find(sent["state"]), returned, provider=provider, ending=ENDING, rules=RULES
        )
        pair, name = granted.made, granted.user.get_username()
        body = {"access": pair.access, "refresh": pair.refresh, "user": name}
        return Response(body, status=status.HTTP_201_CREATED)

    def answers(self) -> Answers:
        """The authorization URL, or a pair of tokens with their user's name."""
        return {200: Begun, 400: (Invalid, str)} if self.request.method == "GET" else {201: Given}

    def body(self) -> Any:
        """The provider's answer."""
        return None if self.request.method == "GET" else Returning

    def query(self) -> Mapping[str, bool]:
        """The page to which the provider redirects."""
        return {"redirect_uri": True} if self.request.method == "GET" else {}

    def path_values(self) -> Mapping[str, Collection[str]]:
        """The connections."""
        return {"provider": every()}

    def refusal(self, refused: Refused) -> Exception:
        """Use djoser's texts; disabled users and missing steps are answered as by other logins."""
        first = refused.refusals[0]
        return _fault(TEXTS[first]) if first in TEXTS else refusals.login(refused)

    @staticmethod
    def _known(provider: str) -> None:
        if named(provider) is None:
            raise exceptions.NotFound(f"Provider '{provider}' not supported")


def _sent(request: Request) -> dict[str, str]:
    """The provider's answer, from the body or the query; the body takes precedence."""
    data: Any = request.data if isinstance(request.data, dict | QueryDict) else {}
    found = {}
    for name in ("code", "state", "iss", "error"):
        value = data.get(name) or request.query_params.get(name)
        found[name] = value if isinstance(value, str) else ""
    return found


def _check_state(visit: Visit, state: str) -> None:
    """Check a state in the query first, with djoser's error texts."""
    if not state:
        raise _fault(NO_STATE)
    begun_here = states.find(state)
    if begun_here is not None and visit.handle and begun_here.ticket.handle == visit.handle:
        return
    begun = visit.handle and secrets.bound(social_purposes.STATE, visit.handle) is not None
    raise _fault(FOREIGN_STATE if begun else NOTHING_BEGUN)
