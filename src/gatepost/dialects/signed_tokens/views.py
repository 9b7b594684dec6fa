"""Obtain, refresh and verify tokens. The only credentials are those in the bodies."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from django.contrib.auth import get_user_model
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Empty
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import LoginWords
from gatepost.dialects.rest_framework.view import FormView
from gatepost.dialects.signed_tokens import errors, pairs, signing, taking_over
from gatepost.dialects.signed_tokens.errors import InvalidToken, Unauthorized
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Opener
from gatepost.tokens.refresh import families
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why

NO_ACCOUNT = _("No active account found with the given credentials")


class Credentials(serializers.Serializer[Any]):
    """A name and a password."""

    stateless = True

    def get_fields(self) -> dict[str, Any]:
        """Name the field of the login name as the user model does."""
        return {
            get_user_model().USERNAME_FIELD: serializers.CharField(write_only=True),
            "password": serializers.CharField(write_only=True, style={"input_type": "password"}),
        }


class RefreshToken(serializers.Serializer[Any]):
    """A refresh token."""

    refresh = serializers.CharField()


class Renewal(RefreshToken):
    """A refresh token, exchanged for an access token."""

    access = serializers.CharField(read_only=True)


class Pair(TypedDict):
    """A pair of signed tokens."""

    refresh: str
    access: str


class Renewed(TypedDict):
    """An access token; with rotation also the next refresh token."""

    access: str
    refresh: NotRequired[str]


class AnyToken(serializers.Serializer[Any]):
    """A token of any type."""

    token = serializers.CharField()


class TokenView(FormView):
    """A view of this dialect, whose 401 has a challenge with the first configured scheme."""

    authentication_classes = ()
    permission_classes = ()

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return conf.read(SimpleJwtSettings).challenge

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Any:
        """Add the challenge to every 401, whichever exception caused it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == status.HTTP_401_UNAUTHORIZED:
            response["WWW-Authenticate"] = self.get_authenticate_header(request)
        return response


class Obtain(TokenView):
    """Obtain a pair of tokens with a name and a password."""

    serializer_class = Credentials
    limit = "login_network"
    counts_with_operation = True
    opens: Opener = pairs.OPENS_PAIR

    def post(self, request: Request) -> Response:
        """Log in."""
        given = self.fields(request)
        name = given[get_user_model().USERNAME_FIELD]
        granted = log_in.log_in(
            self.counting(visits.visit_of(request, wire="simple_jwt")),
            kinds=self.kinds_of(name),
            name=name,
            password=given["password"],
            ending=SingleRequest(opens=self.opens),
        )
        return Response(self.body_of(granted.made))

    def kinds_of(self, name: str) -> tuple[str, ...]:
        """What kinds of name it may be, in order of precedence."""
        return accounts.kinds_of(name)

    def body_of(self, made: Any) -> Mapping[str, Any]:
        """Serialize the issued tokens."""
        return Pair(refresh=made.refresh, access=made.access)

    def answers(self) -> Answers:
        """A pair of tokens."""
        return {200: Pair}

    def refusal(self, refused: Refused) -> Exception:
        """Give the same answer for unknown users, wrong passwords and disabled users."""
        words = LoginWords(place="detail", text=NO_ACCOUNT, code="no_active_account")
        return refusals.login(refused, words)


class Refresh(TokenView):
    """Obtain a new access token with a refresh token, and with rotation a new refresh token."""

    serializer_class = Renewal

    def post(self, request: Request) -> Response:
        """Renew the login."""
        pair = pairs.renew(visits.visit_of(request, wire="simple_jwt"), self.fields(request)["refresh"])
        body = Renewed(access=pair.access)
        if pair.refresh:
            body["refresh"] = pair.refresh
        return Response(body)

    def answers(self) -> Answers:
        """An access token, and with rotation a refresh token."""
        return {200: Renewed}


class Verify(TokenView):
    """Verify a token."""

    serializer_class = AnyToken

    def post(self, request: Request) -> Response:
        """Verify the token, and that its login was not revoked."""
        settings = conf.read(SimpleJwtSettings)
        claims = signing.read(self.fields(request)["token"], None)
        kind = claims.get(settings.token_type_claim)
        if kind not in pairs.KINDS or (settings.stateless and kind == signing.ACCESS):
            return Response({})
        jti = claims[settings.jti_claim]
        try:
            family = families.reuse(jti, kind=pairs.KINDS[kind], strict=False).family
        except InvalidRefresh as dead:
            owner = taking_over.owner(claims) if dead.why is Why.UNKNOWN else None
            if dead.why is Why.DISABLED or (owner is not None and not owner.is_active):
                raise Unauthorized(_("User is inactive"), "user_inactive") from dead
            if owner is not None:
                return Response({})
            raise self._ended(kind) from dead
        if kind == signing.REFRESH and settings.blacklist_after_rotation and not families.is_latest(family, jti):
            raise self._ended(kind)
        return Response({})

    def answers(self) -> Answers:
        """An empty object."""
        return {200: Empty}

    @staticmethod
    def _ended(kind: str) -> Exception:
        if kind == signing.REFRESH:
            return serializers.ValidationError({refusals.all_fields(): [errors.BLACKLISTED]})
        return InvalidToken(errors.BLACKLISTED)
