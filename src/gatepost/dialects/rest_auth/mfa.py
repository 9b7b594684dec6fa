"""Second factors: completing a login with a code, the authenticator app, recovery codes."""

import base64
from collections.abc import Callable
from typing import Any, TypedDict

import msgspec
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from gatepost import conf
from gatepost.accounts import authenticator_queries
from gatepost.accounts.models import Authenticator
from gatepost.dialects.rest_auth.access import LOGIN_WORDS, with_address
from gatepost.dialects.rest_auth.account import OLD, WRONG_OLD, OldPassword
from gatepost.dialects.rest_auth.answers import answer, answers, opener
from gatepost.dialects.rest_auth.view import SCOPE, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.dialects.rest_framework.view import there_if
from gatepost.errors import Kind, Refused
from gatepost.features.recovery_codes import operations as recovery_codes
from gatepost.features.recovery_codes.settings import RecoveryCodesSettings
from gatepost.features.totp.operations import by_token, enrol
from gatepost.features.totp.settings import TotpSettings
from gatepost.flow import engine, factors, held_login, second_factor
from gatepost.flow.endings import SingleRequest
from gatepost.flow.visit import Visit

VERIFY_SCOPE = "dj_rest_auth_mfa_verify"
CODE_LENGTH = 9
NOT_ENABLED = _("MFA is not enabled.")
ALREADY = _("MFA is already enabled. Deactivate it before activating again.")
DISABLED = _("User account is disabled.")
INVALID_TOKEN = _("Invalid or expired token.")
INVALID_CODE = _("Invalid code.")
Form = serializers.Serializer[Any]


class Code(Form):
    """The key of a pending login, and a code."""

    ephemeral_token = serializers.CharField()
    code = serializers.CharField(max_length=CODE_LENGTH)


class FirstCode(Form):
    """The token that stands for a secret, and the first code that the app shows for it."""

    activation_token = serializers.CharField()
    code = serializers.CharField()


class OwnCode(Form):
    """A code of the user's app."""

    code = serializers.CharField()


class Codes(Form):
    """Recovery codes."""

    codes = serializers.ListField(child=serializers.CharField(), read_only=True)


class Status(Form):
    """Whether the user has a second factor, since when, and when it was last used."""

    mfa_enabled = serializers.BooleanField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True, allow_null=True)
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)


class NewSecret(TypedDict):
    """A secret for an authenticator app, and the token that stands for it."""

    secret: str
    totp_url: str
    qr_code_data_uri: str
    activation_token: str


class Activated(TypedDict):
    """The recovery codes of a user who has set up an app."""

    recovery_codes: list[str]


class Verify(RestAuthView):
    """Complete a login with a code of an app, or a recovery code."""

    permission_classes = (AllowAny,)
    serializer_class = Code
    limit = "login_network"

    @property
    def throttle_scope(self) -> str:
        """Use a separate scope if the project has a rate for it."""
        return VERIFY_SCOPE if VERIFY_SCOPE in api_settings.DEFAULT_THROTTLE_RATES else SCOPE

    def post(self, request: Request) -> Response:
        """Log in."""
        given, visit = self.fields(request), visit_of_login(request)
        granted = held_login.complete(
            visit,
            key=given["ephemeral_token"],
            code=given["code"],
            ending=SingleRequest(opens=with_address(opener()), session=settings().session_login),
        )
        return visits.attach_session(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def answers(self) -> Answers:
        """That of a login."""
        return answers(status.HTTP_200_OK)

    def refusal(self, refused: Refused) -> Exception:
        """Report an invalid key, a wrong code, or a further missing step."""
        if engine.BLOCKED in refused.refusals:
            return ValidationError({"detail": [DISABLED]})
        if refused.kind is Kind.LOGIN_REQUIRED:
            return ValidationError({"ephemeral_token": [INVALID_TOKEN]})
        if second_factor.INCORRECT_CODE in refused.refusals:
            return ValidationError({"code": [INVALID_CODE]})
        return refusals.login(refused, LOGIN_WORDS)


def _app(visit: Visit) -> Authenticator | None:
    return enrol.held(visit.user)


def _unused(visit: Visit) -> list[str]:
    """The unused recovery codes, which the response to a successful enrolment includes."""
    if not conf.read(RecoveryCodesSettings).enabled:
        return []
    found = recovery_codes.show(visit)
    return list(found.shown) if found is not None else []


class Activate(RestAuthView):
    """Enrol an authenticator app: show a secret, then check its first code."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    serializer_class = FirstCode
    words = Words(
        texts={
            "invalid_token": _("Invalid or expired activation token."),
            "other_user": _("Invalid activation token for this user."),
            "incorrect_code": _("Invalid code. Please check your authenticator app and try again."),
        },
        code="invalid",
    )

    def get(self, request: Request) -> Response:
        """Generate a secret and show it."""
        offered = by_token.offer(visit_of(request))
        picture = base64.b64encode(offered.svg.encode()).decode()
        return Response(
            NewSecret(
                secret=offered.secret,
                totp_url=offered.url,
                qr_code_data_uri=f"data:image/svg+xml;base64,{picture}",
                activation_token=offered.token,
            )
        )

    def post(self, request: Request) -> Response:
        """Activate the app; the response includes the recovery codes."""
        visit = visit_of(request)
        by_token.admit(visit)
        given = self.fields(request)
        visit = visits.with_proof(request, visit, "change_factors", field=OLD, wrong=WRONG_OLD)
        app = by_token.accept(visit, token=given["activation_token"], code=given["code"])
        proven = msgspec.structs.replace(visit, proof=second_factor.proof_of(app))
        return Response(Activated(recovery_codes=_unused(proven)))

    def answers(self) -> Answers:
        """A secret, or recovery codes."""
        return {200: NewSecret if self.request.method == "GET" else Activated, 409: Detail}

    def refusal(self, refused: Refused) -> Exception:
        """Report an existing app before any other error."""
        if by_token.ALREADY in refused.refusals:
            return refusals.BodyError(status.HTTP_400_BAD_REQUEST, {"detail": ALREADY}, "invalid")
        return super().refusal(refused)


class Deactivate(RestAuthView):
    """Remove the authenticator app."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    serializer_class = OwnCode
    words = Words(texts={"incorrect_code": INVALID_CODE}, code="invalid")

    def post(self, request: Request) -> Response:
        """Remove the app, authorized by one of its codes."""
        visit = visit_of(request)
        app = _app(visit) if visit.user is not None else None
        if app is None:
            return Response({"detail": NOT_ENABLED}, status=status.HTTP_400_BAD_REQUEST)
        given = self.fields(request)
        shown = second_factor.check(visit, visit.user, [app], given["code"])
        enrol.remove(msgspec.structs.replace(visit, proof=second_factor.proof_of(shown)))
        return Response(Detail(detail=_("TOTP has been deactivated.")))

    def answers(self) -> Answers:
        """A text."""
        return {200: Detail}


class HeldFactors(RestAuthView):
    """Whether the user has a second factor."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    serializer_class = Status

    def get(self, request: Request) -> Response:
        """Show the status."""
        user: Any = request.user
        held = authenticator_queries.authenticators(user.pk)
        known = factors.types(held)
        rows = [row for row in held if row.is_factor and row.type in known]
        used = [row.last_used_at for row in rows if row.last_used_at is not None]
        found = {
            "mfa_enabled": bool(rows),
            "created_at": min((row.created_at for row in rows), default=None),
            "last_used_at": max(used, default=None),
        }
        return Response(self.get_serializer(found).data)

    def answers(self) -> Answers:
        """The status."""
        return {200: Status}


class RecoveryCodes(RestAuthView):
    """Show the unused recovery codes."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    serializer_class = Codes

    def post(self, request: Request) -> Response:
        """Show the codes, after a recent login or with the password."""
        visit = self._proved(request)
        return self.listed(_unused(visit))

    def answers(self) -> Answers:
        """The codes."""
        return {200: Codes}

    def body(self) -> Any:
        """The password, which a login that isn't recent needs."""
        return OldPassword

    def listed(self, found: list[str]) -> Response:
        """Serialize a list of codes."""
        return Response(self.get_serializer({"codes": found}).data)

    @staticmethod
    def _proved(request: Request) -> Visit:
        visit = visit_of(request)
        if visit.user is None or not authenticator_queries.authenticators(visit.user.pk):
            return visit
        return visits.with_proof(request, visit, "recovery_codes", field=OLD, wrong=WRONG_OLD)


class NewRecoveryCodes(RecoveryCodes):
    """Generate new recovery codes."""

    def post(self, request: Request) -> Response:
        """Generate codes, and invalidate the previous ones."""
        return self.listed(list(recovery_codes.generate(self._proved(request)).shown))

    def refusal(self, refused: Refused) -> Exception:
        """Report that recovery codes require another second factor."""
        if recovery_codes.CANNOT in refused.refusals:
            return refusals.BodyError(status.HTTP_400_BAD_REQUEST, {"detail": NOT_ENABLED}, "invalid")
        return super().refusal(refused)


def _there(view: type[RestAuthView], setting: type[TotpSettings | RecoveryCodesSettings]) -> Callable[..., Any]:
    return there_if(lambda: bool(conf.read(setting).enabled), view.as_view())


activate_view = _there(Activate, TotpSettings)
deactivate_view = _there(Deactivate, TotpSettings)
recovery_codes_view = _there(RecoveryCodes, RecoveryCodesSettings)
new_recovery_codes_view = _there(NewRecoveryCodes, RecoveryCodesSettings)
