"""Log in for a token, and log out."""

from typing import Any

from rest_framework import permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects import door, refusals
from gatepost.dialects.djoser.forms import login_column
from gatepost.dialects.djoser.permits import further
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.names import kind_of
from gatepost.dialects.view import DialectView, FormView
from gatepost.errors import Refused
from gatepost.flow import grant
from gatepost.methods.password.operations import log_in


class Credentials(serializers.Serializer[Any]):
    """A name and a password; whatever is missing is wrong."""

    def get_fields(self) -> dict[str, Any]:
        """The name under the user model's own name for it."""
        password = serializers.CharField(required=False, style={"input_type": "password"})
        return {"password": password, login_column(): serializers.CharField(required=False)}


class LogIn(FormView):
    """Get a token for a name and a password."""

    permission_classes = (permissions.AllowAny,)
    serializer_class = Credentials
    limit = "login_network"

    def get_permissions(self) -> list[Any]:
        """Anybody's, unless the settings ask for more."""
        return [*super().get_permissions(), *further("token_create")]

    def post(self, request: Request) -> Response:
        """Log in."""
        given, settings = self.fields(request), conf.read(DjoserSettings)
        visit = door.visit_of(request, client="browser" if settings.create_session_on_login else "app")
        name = given.get(login_column(), "")
        granted = log_in.at_once(
            visit,
            kind=kind_of(name, {"username", *conf.read(AccountsSettings).login_methods}),
            name=name,
            password=given.get("password", ""),
            opens=grant.token(settings.plan()),
            session=settings.create_session_on_login,
        )
        return door.let_in(request, visit, granted, Response({"auth_token": granted.made}))

    def refusal(self, refused: Refused) -> Exception:
        """Nothing tells who is unknown, wrong or disabled."""
        return refusals.login(refused)


class LogOut(DialectView):
    """End the token that is shown."""

    permission_classes = (permissions.IsAuthenticated,)

    def get_permissions(self) -> list[Any]:
        """Users', unless the settings ask for more."""
        return [*super().get_permissions(), *further("token_destroy")]

    def post(self, request: Request) -> Response:
        """End it, and the session that the same login opened; or all tokens where a user has one."""
        settings = conf.read(DjoserSettings)
        visit = door.visit_of(request, client="browser" if settings.create_session_on_login else "app")
        shown = visit.bearer is not None and (visit.bearer.token is not None or visit.bearer.family is not None)
        outcome = grant.revoke(
            visit, everywhere=settings.one_token_per_user or not shown, session=settings.create_session_on_login
        )
        return door.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))
