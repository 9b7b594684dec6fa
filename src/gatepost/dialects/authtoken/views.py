"""Obtain a token, ask whose it is, end it."""

from typing import Any

from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects import door, refusals
from gatepost.dialects.authtoken.settings import AuthtokenSettings
from gatepost.dialects.names import kind_of
from gatepost.dialects.view import DialectView, FormView
from gatepost.errors import Refused
from gatepost.flow import grant
from gatepost.methods.password.operations import log_in


class Credentials(serializers.Serializer[Any]):
    """A name and a password; the password is taken as it is typed."""

    username = serializers.CharField(label="Username", write_only=True)
    password = serializers.CharField(
        label="Password", style={"input_type": "password"}, trim_whitespace=False, write_only=True
    )
    token = serializers.CharField(label="Token", read_only=True)


class ObtainToken(FormView):
    """Get a token for a name and a password."""

    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    serializer_class = Credentials
    limit = "login_network"

    def post(self, request: Request) -> Response:
        """Log in; the session of a browser stays as it is."""
        given = self.fields(request)
        kinds = {"username", *conf.read(AccountsSettings).login_methods}
        granted = log_in.at_once(
            door.visit_of(request),
            kind=kind_of(given["username"], kinds),
            name=given["username"],
            password=given["password"],
            opens=grant.token(conf.read(AuthtokenSettings).plan()),
        )
        return Response({"token": granted.made})

    def refusal(self, refused: Refused) -> Exception:
        """Nothing tells who is unknown, wrong or disabled."""
        return refusals.login(refused)


class WhoAmI(DialectView):
    """Whose the credentials of a request are."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """The user's name."""
        return Response({"username": request.user.get_username()})


class LogOut(DialectView):
    """End the token that is shown, or all of them where a user has one."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        """End it; who shows none, being signed in by session, ends all."""
        visit = door.visit_of(request)
        shown = visit.bearer is not None and visit.bearer.token is not None
        everywhere = conf.read(AuthtokenSettings).one_per_user or not shown
        grant.revoke(visit, everywhere=everywhere, session=False)
        return Response({"username": None})
