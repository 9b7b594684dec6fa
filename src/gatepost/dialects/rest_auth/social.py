"""Social login with a code or a token that the client got from the provider."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict

from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects.rest_auth.access import LOGIN_WORDS
from gatepost.dialects.rest_auth.account import OldPassword
from gatepost.dialects.rest_auth.answers import Held, answer, answers, opener, waits
from gatepost.dialects.rest_auth.registration import REGISTERED
from gatepost.dialects.rest_auth.view import SCOPE, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail, Empty
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.dialects.rest_framework.view import DialectView, there_if
from gatepost.errors import Kind, Refused
from gatepost.features.social.connections import every, named
from gatepost.features.social.operations import callback, connect
from gatepost.features.social.operations.pipeline import Verdict
from gatepost.features.social.operations.rules import Rules
from gatepost.flow import engine
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Granted
from gatepost.flow.visit import Visit

NOTHING = _("Incorrect input. access_token or code is required.")
TEXTS = {
    "provider_failed": _("Failed to exchange code for access token"),
    "cancelled": _("Failed to exchange code for access token"),
    "invalid_token": _("Incorrect value"),
    "email_taken": REGISTERED,
}
WORDS = Words(
    texts=TEXTS, places=dict.fromkeys((*TEXTS, "email_required", "connected_other"), refusals.ALL), code="invalid"
)


def _rules() -> Rules:
    asks = tuple(name[:-1] for name in settings().signup_fields if name.endswith("*"))
    return Rules(links=Verdict.REFUSE, takes_over=False, asks=asks)


class SocialLogin(serializers.Serializer[Any]):
    """What the client got from the provider."""

    access_token = serializers.CharField(required=False, allow_blank=True)
    code = serializers.CharField(required=False, allow_blank=True)
    id_token = serializers.CharField(required=False, allow_blank=True)


class ProviderAccount(TypedDict):
    """A connected account."""

    id: int
    provider: str
    uid: str
    last_login: str
    date_joined: str


class Provider(RestAuthView):
    """Log in or sign up; a new identity never gets access to an existing account."""

    permission_classes: tuple[Any, ...] = (AllowAny,)
    throttle_scope = SCOPE
    serializer_class = SocialLogin
    limit = "login_network"
    words = WORDS
    process = "login"

    def post(self, request: Request, provider: str) -> Response:
        """Log in."""
        own, visit = settings(), visit_of_login(request)
        ending = SingleRequest(opens=opener(), session=own.session_login, holds=True)
        granted = self.take(visit, provider, self.fields(request), ending)
        if granted.held:
            return waits(granted)
        if granted.pending_step:
            raise engine.step_required(granted.pending_step)
        return visits.attach_session(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def answers(self) -> Answers:
        """That of a login."""
        return answers(status.HTTP_200_OK, *([Held] if self.process == "login" else []))

    def path_values(self) -> Mapping[str, Collection[str]]:
        """The connections."""
        return {"provider": every()}

    def take(self, visit: Visit, provider: str, given: dict[str, Any], ending: SingleRequest) -> Granted:
        """Finish the login with the token or else the code.

        Raises:
            ValidationError: Both are missing.
        """
        if given.get("access_token"):
            return callback.by_token(
                visit,
                provider=provider,
                ending=ending,
                id_token=given.get("id_token") or "",
                access_token=given["access_token"],
                process=self.process,
                rules=_rules(),
            )
        if given.get("code"):
            return callback.by_code(
                visit, provider=provider, code=given["code"], ending=ending, process=self.process, rules=_rules()
            )
        raise ValidationError({refusals.all_fields(): [NOTHING]})

    def refusal(self, refused: Refused) -> Exception:
        """Name a missing step; use dj-rest-auth's texts for everything else."""
        if refused.kind in (Kind.PROOF_REQUIRED, Kind.LOGIN_REQUIRED):
            return refusals.login(refused, LOGIN_WORDS)
        return refusals.to_exception(refused, self.words)


class Connect(Provider):
    """Connect a provider account to the user's account."""

    permission_classes = (IsAuthenticated,)
    process = "connect"

    def post(self, request: Request, provider: str) -> Response:
        """Connect the account; the response is that of a login, which also opens a session if there is none."""
        own, visit = settings(), visit_of_login(request)
        visit = visits.with_proof(request, visit, "change_providers", field="old_password")
        ending = SingleRequest(opens=opener(), session=own.session_login)
        granted = self.take(visit, provider, self.fields(request), ending)
        return visits.attach_session(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def refusal(self, refused: Refused) -> Exception:
        """Use dj-rest-auth's texts; unlike a login, this can lack no step."""
        return refusals.to_exception(refused, self.words)


class SocialAccounts(DialectView):
    """The user's connected provider accounts."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """List the accounts."""
        moment = serializers.DateTimeField(default_timezone=UTC)
        return Response(
            [
                ProviderAccount(
                    id=one.number,
                    provider=one.connection,
                    uid=one.subject,
                    last_login=moment.to_representation(datetime.fromtimestamp(one.last_used_at.timestamp(), UTC)),
                    date_joined=moment.to_representation(datetime.fromtimestamp(one.created_at.timestamp(), UTC)),
                )
                for one in connect.listing(visit_of(request))
            ]
        )

    def answers(self) -> Answers:
        """The accounts."""
        return {200: list[ProviderAccount]}


class Disconnect(RestAuthView):
    """Disconnect a provider account; the fields that OPTIONS lists are ignored."""

    serializer_class = SocialLogin

    permission_classes = (IsAuthenticated,)
    words = Words(places=dict.fromkeys(("no_password", "no_verified_email", "disconnect_last"), refusals.ALL))

    def post(self, request: Request, number: str) -> Response:
        """Disconnect the account, unless the user could no longer log in."""
        visit = visits.with_proof(request, visit_of(request), "change_providers", field="old_password")
        connect.disconnect(visit, number=int(number))
        return Response({})

    def answers(self) -> Answers:
        """An empty object; 404 for other users' accounts."""
        return {200: Empty, 404: Detail}

    def body(self) -> Any:
        """The password, which a login that isn't recent needs."""
        return OldPassword

    def refusal(self, refused: Refused) -> Exception:
        """Answer 404 for other users' accounts."""
        if connect.NOT_FOUND in refused.refusals:
            return NotFound()
        return refusals.to_exception(refused, self.words)


def _known(provider: str) -> bool:
    return named(provider) is not None


provider_view = there_if(_known, Provider.as_view())
connect_view = there_if(_known, Connect.as_view())
