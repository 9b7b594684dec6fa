"""Obtain, refresh, verify and end tokens. These views look at no credentials but those in their bodies."""

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects import door, refusals
from gatepost.dialects.names import kind_of
from gatepost.dialects.refusals import LoginWords
from gatepost.dialects.simple_jwt import pairs, signed, verdicts
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.dialects.simple_jwt.verdicts import NotValid, Verdict
from gatepost.dialects.view import FormView
from gatepost.errors import Refused
from gatepost.flow.grant import Opener
from gatepost.methods.password.operations import log_in
from gatepost.tokens import families
from gatepost.tokens.families import Dead, Why

NO_ACCOUNT = "No active account found with the given credentials"


class Credentials(serializers.Serializer[Any]):
    """A name and a password."""

    def get_fields(self) -> dict[str, Any]:
        """The name under the user model's own name for it."""
        return {
            get_user_model().USERNAME_FIELD: serializers.CharField(write_only=True),
            "password": serializers.CharField(write_only=True, style={"input_type": "password"}),
        }


class RefreshToken(serializers.Serializer[Any]):
    """A refresh token."""

    refresh = serializers.CharField()


class AnyToken(serializers.Serializer[Any]):
    """A token."""

    token = serializers.CharField()


class TokenView(FormView):
    """A view of this wire: a 401 names the first word of the header."""

    authentication_classes = ()
    permission_classes = ()

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return conf.read(SimpleJwtSettings).challenge

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The challenge, whoever refused."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == status.HTTP_401_UNAUTHORIZED:
            response["WWW-Authenticate"] = self.get_authenticate_header(request)
        return response


class Obtain(TokenView):
    """Get a pair of tokens for a name and a password."""

    serializer_class = Credentials
    limit = "login_network"
    opens: Opener = staticmethod(pairs.opens_pair)

    def post(self, request: Request) -> Response:
        """Log in."""
        given = self.fields(request)
        name = given[get_user_model().USERNAME_FIELD]
        granted = log_in.at_once(
            door.visit_of(request),
            kind=kind_of(name, {"username", *conf.read(AccountsSettings).login_methods}),
            name=name,
            password=given["password"],
            opens=self.opens,
        )
        return Response(self.told(granted.made))

    def told(self, made: Any) -> dict[str, str]:
        """What was made, in the words of the wire."""
        return {"refresh": made.refresh, "access": made.access}

    def refusal(self, refused: Refused) -> Exception:
        """Nothing tells who is unknown, wrong or disabled."""
        words = LoginWords(status=status.HTTP_401_UNAUTHORIZED, place="detail", text=NO_ACCOUNT)
        return refusals.login(refused, words)


class ObtainSliding(Obtain):
    """Get a sliding token for a name and a password."""

    opens: Opener = staticmethod(pairs.opens_sliding)

    def told(self, made: Any) -> dict[str, str]:
        """One token."""
        return {"token": made}


class Refresh(TokenView):
    """Get another access token for a refresh token, and another refresh token where they rotate."""

    serializer_class = RefreshToken

    def post(self, request: Request) -> Response:
        """Renew the login."""
        pair = pairs.renew(door.visit_of(request), self.fields(request)["refresh"])
        return Response({"access": pair.access} | ({"refresh": pair.refresh} if pair.refresh else {}))


class RefreshSliding(TokenView):
    """Get a later end for a sliding token."""

    serializer_class = AnyToken

    def post(self, request: Request) -> Response:
        """Renew the login."""
        return Response({"token": pairs.slide(door.visit_of(request), self.fields(request)["token"])})


class Verify(TokenView):
    """Ask whether a token is good."""

    serializer_class = AnyToken

    def post(self, request: Request) -> Response:
        """Look at the token, and at its login."""
        settings = conf.read(SimpleJwtSettings)
        claims = signed.read(self.fields(request)["token"], None)
        kind = claims.get(settings.token_type_claim)
        if kind not in pairs.KINDS or (settings.stateless and kind == signed.ACCESS):
            return Response({})
        jti = claims[settings.jti_claim]
        try:
            family = families.reuse(jti, kind=pairs.KINDS[kind], strict=False).family
        except Dead as dead:
            if dead.why is Why.DISABLED:
                raise Verdict("User is inactive", "user_inactive") from dead
            raise self._ended(kind) from dead
        if kind == signed.REFRESH and settings.blacklist_after_rotation and not families.is_latest(family, jti):
            raise self._ended(kind)
        return Response({})

    @staticmethod
    def _ended(kind: str) -> Exception:
        if kind == signed.REFRESH:
            return serializers.ValidationError({"non_field_errors": [verdicts.BLACKLISTED]})
        return NotValid(verdicts.BLACKLISTED)


class Blacklist(TokenView):
    """End the login of a refresh token."""

    serializer_class = RefreshToken

    def post(self, request: Request) -> Response:
        """Log out."""
        pairs.end(door.visit_of(request), self.fields(request)["refresh"])
        return Response({})
