"""Log in from elsewhere: the address to go to, and what came back from there."""

from typing import Any

from django.http import QueryDict
from rest_framework import exceptions, permissions, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.dialects import door, refusals
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.simple_jwt import pairs
from gatepost.dialects.view import DialectView
from gatepost.errors import Refused
from gatepost.flow.visit import Visit
from gatepost.ground import secrets
from gatepost.ground.secrets import Purpose
from gatepost.methods.social.connection import named
from gatepost.methods.social.operations import begin, failures, finish
from gatepost.methods.social.operations.enter import at_once
from gatepost.methods.social.operations.pipeline import Verdict
from gatepost.methods.social.protocol.authorization import Returned
from gatepost.wire import clients

NOT_LISTED = "redirect_uri must be in SOCIAL_AUTH_ALLOWED_REDIRECT_URIS"
MISSING = "A required authentication parameter is missing."
STALE = "The authentication session is unavailable. Please restart login."
REJECTED = "The authorization code was rejected. Please restart login."
NO_STATE = "State could not be found in request data."
NOTHING_BEGUN = "State could not be found in server-side session data."
FOREIGN_STATE = "Invalid state has been provided."
TEXTS = {failures.CANCELLED: MISSING, failures.INVALID_STATE: STALE, failures.FAILED: REJECTED}


def _fault(text: str) -> Exception:
    return exceptions.ValidationError({"non_field_errors": [text]})


class Provider(DialectView):
    """A provider: GET says where to go, POST takes what came back."""

    permission_classes = (permissions.AllowAny,)
    limit = "login_network"

    def visit(self) -> Visit:
        """Who asks; the state of a login is bound to the browser's session."""
        return door.visit_of(self.request, client="browser")

    def get(self, request: Request, provider: str) -> Response:
        """Begin; the browser gets a session that remembers it."""
        redirect_uri = request.query_params.get("redirect_uri", "")
        if redirect_uri not in conf.read(DjoserSettings).social_auth_allowed_redirect_uris:
            return Response(NOT_LISTED, status=status.HTTP_400_BAD_REQUEST)
        self._known(provider)
        begun = begin.begin(self.visit(), provider=provider, redirect_uri=redirect_uri)
        if begun.opened is not None:
            clients.hand_over(door.http(request), "browser", begun.opened, {})
        return Response({"authorization_url": begun.data.url})

    def post(self, request: Request, provider: str) -> Response:
        """Log in, or sign up, with the code that came back."""
        self._known(provider)
        sent, visit = _sent(request), self.visit()
        if "state" in request.query_params:
            _look(visit, sent["state"])
        if not sent["state"]:
            raise _fault(MISSING)
        ending = at_once(opens=pairs.opens_pair, links=Verdict.REFUSE, takes_over=False, seconds=True)
        returned = Returned(code=sent["code"], iss=sent["iss"], error=sent["error"])
        granted = finish.finish(visit, state=sent["state"], returned=returned, provider=provider, ending=ending)
        pair, name = granted.made, granted.user.get_username()
        body = {"access": pair.access, "refresh": pair.refresh, "user": name}
        return Response(body, status=status.HTTP_201_CREATED)

    def refusal(self, refused: Refused) -> Exception:
        """In the wire's words; who is disabled or needs one more step is told as at any login."""
        first = refused.refusals[0]
        return _fault(TEXTS[first]) if first in TEXTS else refusals.login(refused)

    @staticmethod
    def _known(provider: str) -> None:
        if named(provider) is None:
            raise exceptions.NotFound(f"Provider '{provider}' not supported")


def _sent(request: Request) -> dict[str, str]:
    """What came back, in the body or in the address; the body goes before."""
    data: Any = request.data if isinstance(request.data, dict | QueryDict) else {}
    found = {}
    for name in ("code", "state", "iss", "error"):
        value = data.get(name) or request.query_params.get(name)
        found[name] = value if isinstance(value, str) else ""
    return found


def _look(visit: Visit, state: str) -> None:
    """What this wire tells of a state in the address before anything else."""
    if not state:
        raise _fault(NO_STATE)
    ticket = finish.ticket_of(state)
    if ticket is not None and visit.handle and ticket[1].handle == visit.handle:
        return
    begun = visit.handle and secrets.bound(Purpose.SOCIAL_STATE, visit.handle) is not None
    raise _fault(FOREIGN_STATE if begun else NOTHING_BEGUN)
