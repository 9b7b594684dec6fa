"""Obtain a token, identify its user, revoke it."""

from typing import Any, TypedDict

from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.dialects.authtoken.settings import AuthtokenSettings
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.refusals import LoginWords
from gatepost.dialects.rest_framework.view import DialectView, FormView
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow import logout
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import token


class NewToken(TypedDict):
    """A login's token."""

    token: str


class Username(serializers.Serializer[Any]):
    """The user of a token; null once it is revoked."""

    username = serializers.CharField(allow_null=True)


class Credentials(serializers.Serializer[Any]):
    """A name and a password; the password is not trimmed."""

    stateless = True
    username = serializers.CharField(label="Username", write_only=True)
    password = serializers.CharField(
        label="Password", style={"input_type": "password"}, trim_whitespace=False, write_only=True
    )
    token = serializers.CharField(label="Token", read_only=True)


class ObtainToken(FormView):
    """Obtain a token with a name and a password."""

    permission_classes = (AllowAny,)
    throttle_classes = ()  # as REST framework's own view: the project's throttles don't count it
    renderer_classes = (JSONRenderer,)
    parser_classes = (FormParser, MultiPartParser, JSONParser)
    serializer_class = Credentials
    limit = "login_network"
    counts_with_operation = True

    def post(self, request: Request) -> Response:
        """Log in; does not change the browser's session."""
        given = self.fields(request)
        granted = log_in.log_in(
            self.counting(visits.visit_of(request, wire="authtoken")),
            kinds=accounts.kinds_of(given["username"]),
            name=given["username"],
            password=given["password"],
            ending=SingleRequest(opens=token(conf.read(AuthtokenSettings).plan())),
        )
        return Response(NewToken(token=granted.made))

    def answers(self) -> Answers:
        """A token."""
        return {200: NewToken}

    def refusal(self, refused: Refused) -> Exception:
        """Give the same answer for unknown users, wrong passwords and disabled users."""
        return refusals.login(refused, LoginWords(code="authorization"))


class WhoAmI(DialectView):
    """The user of the request's credentials."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """Return the username."""
        return Response(Username({"username": request.user.get_username()}).data)

    def answers(self) -> Answers:
        """The username."""
        return {200: Username}


class LogOut(DialectView):
    """Revoke the request's token, or all tokens if users have only one."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        """Log out; a request authenticated by session instead of a token revokes all tokens."""
        visit = visits.visit_of(request, wire="authtoken")
        shown = visit.bearer is not None and visit.bearer.token is not None
        everywhere = conf.read(AuthtokenSettings).one_per_user or not shown
        logout.revoke(visit, everywhere=everywhere, session=False)
        return Response(Username({"username": None}).data)

    def answers(self) -> Answers:
        """The same as for a token, without a user."""
        return {200: Username}
