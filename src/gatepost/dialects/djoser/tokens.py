"""Obtain a token, and log out."""

from typing import Any, TypedDict

from rest_framework import permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.dialects.djoser.forms import login_column
from gatepost.dialects.djoser.permits import further
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.refusals import LoginWords
from gatepost.dialects.rest_framework.view import DialectView, FormView
from gatepost.dialects.signed_tokens.views import Obtain
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow import logout
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import token


class NewToken(TypedDict):
    """A login's token."""

    auth_token: str


class Credentials(serializers.Serializer[Any]):
    """A name and a password; a missing value is answered like a wrong one."""

    stateless = True

    def get_fields(self) -> dict[str, Any]:
        """Name the field of the login name as the settings or the user model do."""
        password = serializers.CharField(required=False, style={"input_type": "password"})
        return {"password": password, _field(): serializers.CharField(required=False)}


def _field() -> str:
    """The field with the name: djoser's `LOGIN_FIELD`."""
    return conf.read(DjoserSettings).login_field or login_column()


def _kinds_of(name: str) -> tuple[str, ...]:
    """What kinds of name it may be, that of the field first."""
    kinds, first = accounts.kinds_of(name), conf.read(DjoserSettings).login_field
    return (first, *(kind for kind in kinds if kind != first)) if first else kinds


class LogIn(FormView):
    """Obtain a token with a name and a password."""

    permission_classes = (permissions.AllowAny,)
    serializer_class = Credentials
    limit = "login_network"
    counts_with_operation = True

    def get_permissions(self) -> list[Any]:
        """Allow anyone, plus the permissions in the settings."""
        return [*super().get_permissions(), *further("token_create")]

    def post(self, request: Request) -> Response:
        """Log in."""
        given, settings = self.fields(request), conf.read(DjoserSettings)
        if settings.create_session_on_login:
            visits.refuse_foreign_page(request)
        visit = visits.visit_of(request, wire="djoser", client="browser" if settings.create_session_on_login else "app")
        name = given.get(_field(), "")
        granted = log_in.log_in(
            self.counting(visit),
            kinds=_kinds_of(name),
            name=name,
            password=given.get("password", ""),
            ending=SingleRequest(opens=token(settings.plan()), session=settings.create_session_on_login),
        )
        return visits.attach_session(request, visit, granted, Response(NewToken(auth_token=granted.made)))

    def answers(self) -> Answers:
        """A token."""
        return {200: NewToken}

    def refusal(self, refused: Refused) -> Exception:
        """Give the same answer for unknown users, wrong passwords and disabled users."""
        return refusals.login(refused, LoginWords(code="invalid_credentials"))


class ObtainPair(Obtain):
    """Obtain a pair of signed tokens; the field is named after the user model's `USERNAME_FIELD` in any case."""

    def kinds_of(self, name: str) -> tuple[str, ...]:
        """Those of `token/login/`, as djoser's backend reads the name at both."""
        return _kinds_of(name)


class LogOut(DialectView):
    """Revoke the request's token."""

    permission_classes = (permissions.IsAuthenticated,)

    def get_permissions(self) -> list[Any]:
        """Require a user, plus the permissions in the settings."""
        return [*super().get_permissions(), *further("token_destroy")]

    def post(self, request: Request) -> Response:
        """Log out: revoke the token and the session of the same login, or all tokens if users have only one."""
        settings = conf.read(DjoserSettings)
        visit = visits.visit_of(request, wire="djoser", client="browser" if settings.create_session_on_login else "app")
        shown = visit.bearer is not None and (visit.bearer.token is not None or visit.bearer.family is not None)
        beside = visits.session_of_cookie(request, visit)
        outcome = logout.revoke(
            visit, everywhere=settings.one_token_per_user or not shown, session=settings.create_session_on_login
        )
        if beside is not None:
            outcome = logout.log_out(beside)
        return visits.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))

    def answers(self) -> Answers:
        """An empty body."""
        return {204: None}
