"""Obtain a token, revoke it, revoke all."""

from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from rest_framework import exceptions, permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail
from gatepost.dialects.rest_framework.refusals import LoginWords
from gatepost.dialects.rest_framework.view import DialectView
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.features.tokens.operations import token_list
from gatepost.flow import logout
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Granted, opaque_token_with_row
from gatepost.flow.visit import Visit
from gatepost.ground import user_agents
from gatepost.tokens.models import Token
from gatepost.tokens.opaque import TOO_MANY, Plan


class Refusal(TypedDict, total=False):
    """Why a login was refused: `error` if the user has too many tokens."""

    detail: str
    code: str
    error: str


class UserSerializer(serializers.ModelSerializer[Any]):
    """The user with the login name only."""

    class Meta:
        model = get_user_model()
        fields = (get_user_model().USERNAME_FIELD,)


class Credentials(serializers.Serializer[Any]):
    """A name and a password."""

    username = serializers.CharField()
    password = serializers.CharField(style={"input_type": "password"})


class Formatted(serializers.CharField):
    """A moment in `knox.expiry_format`."""

    def to_representation(self, value: object) -> Any:
        """Format it."""
        moment: Any = serializers.DateTimeField(format=conf.read(KnoxSettings).expiry_format)
        return moment.to_representation(value)


def _expiry(settings: KnoxSettings) -> serializers.Field[Any, Any, Any, Any]:
    if settings.expiry_format:
        return Formatted(allow_null=True)
    return serializers.DateTimeField(format=api_settings.DATETIME_FORMAT, allow_null=True)


class NewToken(serializers.Serializer[Any]):
    """A login's token, its expiry, and its user depending on `knox.user_serializer`."""

    def get_fields(self) -> dict[str, Any]:
        """Format the expiry and the user as the settings say."""
        settings = conf.read(KnoxSettings)
        fields: dict[str, Any] = {"expiry": _expiry(settings), "token": serializers.CharField()}
        return {**fields, "user": import_string(settings.user_serializer)()} if settings.user_serializer else fields


class _MayLogIn(permissions.IsAuthenticated):
    """Allows authenticated requests, and those with a name and a password in the body."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request has anything to log in with."""
        by_body = request.method == "POST" and conf.read(KnoxSettings).body_login and _sent(request)
        return bool(by_body) or super().has_permission(request, view)


def _sent(request: Request) -> bool:
    """Whether an anonymous request has a name or a password in its body; False for an unreadable body."""
    if request.user is not None and request.user.is_authenticated:
        return False
    try:
        return isinstance(request.data, dict) and bool({"username", "password"} & set(request.data))
    except exceptions.APIException:
        return False


class LogIn(DialectView):
    """Obtain a token with credentials in the header, or with a name and a password in the body."""

    permission_classes = (_MayLogIn,)
    limit = "login_network"
    counts_with_operation = True

    def post(self, request: Request) -> Response:
        """Log in, or issue another token to an authenticated user."""
        settings, visit = conf.read(KnoxSettings), visits.visit_of(request, wire="knox")
        if visit.user is None:
            granted = self._by_body(request, visit)
        else:
            if self.network_call is not None:
                self.network_call.settle()
            granted = _ending(settings.plan(until=_end(request.auth))).signed_in(visit)
        text, row = granted.made
        made = {"expiry": row.expires_at, "token": text, "user": granted.user}
        return Response(NewToken(made, context={"request": request, "view": self}).data)

    def answers(self) -> Answers:
        """A token, with its user depending on `knox.user_serializer`."""
        return {200: NewToken, 403: Refusal}

    def body(self) -> Any:
        """Name and password, depending on `knox.body_login`."""
        return Credentials() if conf.read(KnoxSettings).body_login else None

    def _by_body(self, request: Request, visit: Visit) -> Granted:
        form = Credentials(data=request.data)
        form.is_valid(raise_exception=True)
        name = form.validated_data["username"]
        return log_in.log_in(
            self.counting(visit),
            kinds=accounts.kinds_of(name),
            name=name,
            password=form.validated_data["password"],
            ending=_ending(conf.read(KnoxSettings).plan()),
        )

    def refusal(self, refused: Refused) -> Exception:
        """Give the same answer for unknown users, wrong passwords and disabled users."""
        if TOO_MANY in refused.refusals:
            text = "Maximum amount of tokens allowed per user exceeded."
            return refusals.BodyError(status.HTTP_403_FORBIDDEN, {"error": text}, "permission_denied")
        return refusals.login(refused, LoginWords(code="authorization"))


def _ending(plan: Plan) -> SingleRequest:
    return SingleRequest(opens=opaque_token_with_row(plan))


def _end(shown: object) -> datetime | None:
    """The expiry of the token that authenticated the request."""
    if not isinstance(shown, Token):
        return None
    end: datetime | None = shown.absolute_expires_at or shown.expires_at
    return end


class LogOut(DialectView):
    """Revoke the request's token."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    everywhere = False

    def post(self, request: Request) -> Response:
        """End it."""
        logout.revoke(visits.visit_of(request, wire="knox"), everywhere=self.everywhere, session=False)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def answers(self) -> Answers:
        """An empty body."""
        return {204: None}


class LogOutAll(LogOut):
    """Revoke every token of the user."""

    everywhere = True


class TokenRow(serializers.Serializer[Any]):
    """A token as its owner sees it."""

    id = serializers.IntegerField(source="number")
    device = serializers.SerializerMethodField()
    created = serializers.DateTimeField(source="created_at")
    expiry = serializers.DateTimeField(source="expires_at", allow_null=True)
    last_used = serializers.DateTimeField(source="last_used_at", allow_null=True)
    current = serializers.SerializerMethodField()

    def get_device(self, row: Token) -> str:
        """Describe the browser or app of the login."""
        return user_agents.label(row.name)

    def get_current(self, row: Token) -> bool:
        """Whether the request carries this token."""
        return bool(row.pk == self.context["token"])


class Tokens(DialectView):
    """The user's tokens; an addition to knox, which has no such list."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """List the tokens with device, expiry and last use."""
        visit = visits.visit_of(request, wire="knox")
        shown = visit.bearer.token if visit.bearer is not None else None
        return Response(TokenRow(token_list.listing(visit), many=True, context={"token": shown}).data)

    def answers(self) -> Answers:
        """The tokens."""
        return {200: TokenRow(many=True)}


class OneToken(DialectView):
    """One of the user's tokens."""

    authentication_classes = (KnoxAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)

    def delete(self, request: Request, number: str) -> Response:
        """End it."""
        token_list.end(visits.visit_of(request, wire="knox"), number=int(number))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def answers(self) -> Answers:
        """An empty body; 404 for tokens of other users."""
        return {204: None, 404: Detail}

    def refusal(self, refused: Refused) -> Exception:
        """Answer 404 for tokens of other users."""
        return exceptions.NotFound() if token_list.UNKNOWN in refused.refusals else super().refusal(refused)
