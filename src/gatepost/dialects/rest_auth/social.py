"""Log in with what a provider gave the client: a code, or a token."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects import door, refusals
from gatepost.dialects.refusals import LoginWords, Words
from gatepost.dialects.rest_auth.answers import answer, opener
from gatepost.dialects.rest_auth.registration import REGISTERED
from gatepost.dialects.rest_auth.view import SCOPE, UNVERIFIED, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.view import DialectView, there_if
from gatepost.errors import Kind, Refused
from gatepost.flow import grant
from gatepost.flow.visit import Visit
from gatepost.methods.social.connection import named
from gatepost.methods.social.operations import connect, finish
from gatepost.methods.social.operations.enter import at_once
from gatepost.methods.social.operations.pipeline import Verdict

NOTHING = "Incorrect input. access_token or code is required."
TEXTS = {
    "provider_failed": "Failed to exchange code for access token",
    "cancelled": "Failed to exchange code for access token",
    "invalid_token": "Incorrect value",
    "email_taken": REGISTERED,
}
ALL = "non_field_errors"
WORDS = Words(texts=TEXTS, places=dict.fromkeys((*TEXTS, "email_required", "connected_other"), ALL))


class SocialLogin(serializers.Serializer[Any]):
    """What the provider gave."""

    access_token = serializers.CharField(required=False, allow_blank=True)
    code = serializers.CharField(required=False, allow_blank=True)
    id_token = serializers.CharField(required=False, allow_blank=True)


class Provider(RestAuthView):
    """Log in with it; who was never here gets an account, but never one that is somebody's already."""

    permission_classes: tuple[Any, ...] = (AllowAny,)
    throttle_scope = SCOPE
    serializer_class = SocialLogin
    limit = "login_network"
    words = WORDS

    def post(self, request: Request, provider: str) -> Response:
        """Log in."""
        own, visit = settings(), visit_of_login(request)
        ending = at_once(opens=opener(), session=own.session_login, links=Verdict.REFUSE, takes_over=False)
        granted = self.take(visit, provider, self.fields(request), ending=ending)
        if granted.waits:
            raise grant.lacking(granted.waits)
        return door.let_in(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def take(self, visit: Visit, provider: str, given: dict[str, Any], **how: Any) -> Any:
        """Hand what was given to the operation for it; a token wins over a code.

        Raises:
            ValidationError: There is neither.
        """
        if given.get("access_token"):
            id_token = given.get("id_token") or ""
            return finish.by_token(
                visit, provider=provider, access_token=given["access_token"], id_token=id_token, **how
            )
        if given.get("code"):
            return finish.by_code(visit, provider=provider, code=given["code"], **how)
        raise ValidationError({ALL: [NOTHING]})

    def refusal(self, refused: Refused) -> Exception:
        """A step that is missing is named; the rest in the words of this wire."""
        if refused.kind in (Kind.PROOF_REQUIRED, Kind.LOGIN_REQUIRED):
            return refusals.login(refused, LoginWords(steps={"verify_email": UNVERIFIED}))
        return refusals.told(refused, self.words)


class Connect(Provider):
    """Add a login at a provider to one's own account."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request, provider: str) -> Response:
        """Add it; the answer is that of a login."""
        visit = visit_of(request)
        outcome = self.take(visit, provider, self.fields(request), process="connect")
        granted = grant.another(visit, opens=opener())
        return door.settle(request, visit, outcome, answer(self, granted, status.HTTP_200_OK))

    def refusal(self, refused: Refused) -> Exception:
        """In the words of this wire; nobody logs in here."""
        return refusals.told(refused, self.words)


class SocialAccounts(DialectView):
    """One's own logins at providers."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """List them."""
        moment = serializers.DateTimeField(default_timezone=UTC)
        return Response(
            [
                {
                    "id": one.number,
                    "provider": one.provider,
                    "uid": one.uid,
                    "last_login": moment.to_representation(datetime.fromtimestamp(one.last_used_at, UTC)),
                    "date_joined": moment.to_representation(datetime.fromtimestamp(one.created_at, UTC)),
                }
                for one in connect.held(visit_of(request))
            ]
        )


class Disconnect(DialectView):
    """Give up one of them."""

    permission_classes = (IsAuthenticated,)
    words = Words(places=dict.fromkeys(("no_password", "no_verified_email", "disconnect_last"), ALL))

    def post(self, request: Request, number: str) -> Response:
        """Give it up; the last way in stays."""
        connect.disconnect(visit_of(request), number=int(number))
        return Response({})

    def refusal(self, refused: Refused) -> Exception:
        """A stranger's login is not there."""
        if connect.NOT_FOUND in refused.refusals:
            return NotFound()
        return refusals.told(refused, self.words)


def _known(provider: str) -> bool:
    return named(provider) is not None


provider_view = there_if(_known, Provider.as_view())
connect_view = there_if(_known, Connect.as_view())
