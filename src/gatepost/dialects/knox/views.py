"""Log in for a token, end it, end all."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from rest_framework import exceptions, permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects import door, refusals
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.dialects.names import kind_of
from gatepost.dialects.view import DialectView
from gatepost.errors import Refused
from gatepost.flow import grant, token_list
from gatepost.flow.grant import Granted
from gatepost.flow.visit import Visit
from gatepost.methods.password.operations import log_in
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import TOO_MANY


class UserSerializer(serializers.ModelSerializer[Any]):
    """The user's name."""

    class Meta:
        model = get_user_model()
        fields = (get_user_model().USERNAME_FIELD,)


class Credentials(serializers.Serializer[Any]):
    """A name and a password."""

    username = serializers.CharField()
    password = serializers.CharField(style={"input_type": "password"})


class _MayLogIn(permissions.IsAuthenticated):
    """Whoever is known, and whoever sends a name and a password."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether there is anything to log in with."""
        by_body = request.method == "POST" and conf.read(KnoxSettings).body_login and _sent(request)
        return bool(by_body) or super().has_permission(request, view)


def _sent(request: Request) -> bool:
    """Whether a body holds a name or a password; one that can't be read holds none."""
    if request.user is not None and request.user.is_authenticated:
        return False
    try:
        return isinstance(request.data, dict) and bool({"username", "password"} & set(request.data))
    except exceptions.APIException:
        return False


class LogIn(DialectView):
    """Get a token for credentials in the header, or for a name and a password in the body."""

    permission_classes = (_MayLogIn,)
    limit = "login_network"

    def post(self, request: Request) -> Response:
        """Log in, or open another token for who is known."""
        settings, visit = conf.read(KnoxSettings), door.visit_of(request)
        if visit.user is None:
            granted = self._by_body(request, visit)
        else:
            granted = grant.another(visit, opens=grant.dated(settings.plan(until=_end(request.auth))))
        text, row = granted.made
        answer: dict[str, Any] = {"expiry": _told(row.expires_at, settings), "token": text}
        if settings.user_serializer:
            serializer = import_string(settings.user_serializer)
            answer["user"] = serializer(granted.user, context={"request": request, "view": self}).data
        return Response(answer)

    def _by_body(self, request: Request, visit: Visit) -> Granted:
        form = Credentials(data=request.data)
        form.is_valid(raise_exception=True)
        name = form.validated_data["username"]
        return log_in.at_once(
            visit,
            kind=kind_of(name, {"username", *conf.read(AccountsSettings).login_methods}),
            name=name,
            password=form.validated_data["password"],
            opens=grant.dated(conf.read(KnoxSettings).plan()),
        )

    def refusal(self, refused: Refused) -> Exception:
        """Nothing tells who is unknown, wrong or disabled."""
        if TOO_MANY in refused.refusals:
            text = "Maximum amount of tokens allowed per user exceeded."
            return refusals.Told(status.HTTP_403_FORBIDDEN, {"error": text})
        return refusals.login(refused)


def _end(shown: Any) -> datetime | None:
    """When the token ends that a login is bought with."""
    if not isinstance(shown, Token):
        return None
    end: datetime | None = shown.absolute_expires_at or shown.expires_at
    return end


def _told(moment: datetime | None, settings: KnoxSettings) -> Any:
    if moment is None:
        return None
    form = settings.expiry_format or api_settings.DATETIME_FORMAT
    return serializers.DateTimeField(format=form).to_representation(moment)


class LogOut(DialectView):
    """End the token that is shown."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    everywhere = False

    def post(self, request: Request) -> Response:
        """End it."""
        grant.revoke(door.visit_of(request), everywhere=self.everywhere, session=False)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LogOutAll(LogOut):
    """End every token of the user."""

    everywhere = True


class TokenRow(serializers.Serializer[Any]):
    """A token as its owner sees it."""

    id = serializers.IntegerField()
    device = serializers.CharField()
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField(allow_null=True)
    last_used = serializers.DateTimeField(allow_null=True)
    current = serializers.BooleanField()


class Tokens(DialectView):
    """The user's tokens; knox itself has no such list."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """Device, age and last use of each."""
        return Response(TokenRow(token_list.listing(door.visit_of(request)).data, many=True).data)


class OneToken(DialectView):
    """One of the user's tokens."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)

    def delete(self, request: Request, number: str) -> Response:
        """End it."""
        token_list.end(door.visit_of(request), number=int(number))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def refusal(self, refused: Refused) -> Exception:
        """A stranger's token is not there."""
        return exceptions.NotFound() if token_list.UNKNOWN in refused.refusals else super().refusal(refused)
