"""The user's own record and password."""

from collections.abc import Mapping
from typing import Any, TypedDict

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.accounts.columns import stored, username_column
from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.answers import opener
from gatepost.dialects.rest_auth.forms import repeats
from gatepost.dialects.rest_auth.view import MISMATCH_CHANGE, SCOPE, RestAuthView, settings, visit_of
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.dialects.rest_framework.taken_names import TAKEN, faults_of
from gatepost.dialects.rest_framework.view import well_formed
from gatepost.dialects.rest_framework.visits import SignedToken
from gatepost.errors import LOGIN_REQUIRED, Kind, Refused
from gatepost.features.account.operations import names, profile
from gatepost.features.password.operations import change, reauthenticate, recover_by_link
from gatepost.flow.account_links import read_uid36
from gatepost.flow.endings import SingleRequest
from gatepost.flow.visit import Visit

CHANGED = Detail(detail=_("New password has been saved."))
SENT = Detail(detail=_("Password reset e-mail has been sent."))
RESET = Detail(detail=_("Password has been reset with the new password."))
WRONG_OLD = _("Your old password was entered incorrectly. Please enter it again.")
REQUIRED = _("This field is required.")
OLD = "old_password"


class OldPassword(TypedDict, total=False):
    """The password, instead of a recent login."""

    old_password: str


class User(RestAuthView):
    """The user's own record."""

    permission_classes = (IsAuthenticated,)
    form_name = "user_details"
    words = Words(texts={"username_taken": TAKEN})

    def get_object(self) -> Any:
        """Return the user; REST framework calls this to describe PUT in OPTIONS."""
        return self.request.user

    def get(self, request: Request) -> Response:
        """Show the record."""
        return Response(self.shown(request.user))

    def put(self, request: Request) -> Response:
        """Replace the writable fields."""
        return self._write(request, partial=False)

    def patch(self, request: Request) -> Response:
        """Change some of the writable fields."""
        return self._write(request, partial=True)

    def answers(self) -> Answers:
        """The record."""
        return {200: self.get_serializer()}

    def _write(self, request: Request, *, partial: bool) -> Response:
        user: Any = request.user
        form = self.get_serializer(user, data=request.data, partial=partial)
        if not form.is_valid():
            raise ValidationError(faults_of(form, username_column(), user=user, code="username_taken"))
        columns = stored(form.validated_data)
        visit = visit_of(request)
        if visit.user is None:
            raise Refused(LOGIN_REQUIRED)
        column = username_column() or ""
        if (name := columns.pop(column, None)) is not None and name != getattr(visit.user, column):
            proven = visits.with_proof(request, visit, "change_username", field=OLD, wrong=WRONG_OLD)
            names.take_name(proven, username=name)
        profile.describe(visit, visit.user, columns=columns)
        return Response(self.get_serializer(visit.user).data)


class PasswordChange(RestAuthView):
    """Set a new password, or a first one."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    form_name = "password_change"
    words = Words(fields={"new_password": "new_password2"}, code="invalid")

    def post(self, request: Request) -> Response:
        """Set the password; the current login stays valid unless the settings say otherwise."""
        own, visit = settings(), visit_of(request)
        form = self.get_serializer(data=request.data)
        if not form.is_valid():
            raise ValidationError(_with_old(form, visit))
        given: Any = form.validated_data
        new = given["new_password1"] if repeats(given, "new_password") else None
        old = given.get(OLD) if own.old_password_field_enabled else _sent(request)
        outcome = change.change(
            visit,
            current=old if isinstance(old, str) else None,
            new=new,
            asks_current=own.old_password_field_enabled,
            logs_out=own.logout_on_password_change,
            beside=visits.session_beside(request, visit),
        )
        response = visits.settle(request, visit, outcome, Response(CHANGED))
        if isinstance(request.auth, SignedToken) and own.jwt_auth_cookie and not own.logout_on_password_change:
            cookies.give(request, response, SingleRequest(opens=opener()).signed_in(visit).made)
        return response

    def answers(self) -> Answers:
        """A text."""
        return {200: Detail}

    def refusal(self, refused: Refused) -> Exception:
        """Report errors in dj-rest-auth's order: the current password alone, then the repetition, then the new one."""
        codes = {(one.code, one.param) for one in refused.refusals}
        if ("enter_current_password", "current_password") in codes:
            return ValidationError({OLD: [WRONG_OLD]})
        if ("required", "current_password") in codes:
            return ValidationError({OLD: [REQUIRED]}, "required")
        if ("required", "new_password") in codes:
            return ValidationError({"new_password2": [MISMATCH_CHANGE]})
        return refusals.to_exception(refused, self.words)


def _with_old(form: serializers.Serializer[Any], visit: Visit) -> dict[str, Any]:
    """The errors of a form, including a wrong current password; if a limit is exceeded, refuse the whole request."""
    faults, asked = dict(form.errors), settings().old_password_field_enabled and visit.user is not None
    old = well_formed(form, faults).get(OLD) if asked and OLD not in faults else None
    if old is None or not visit.user.has_usable_password():
        return faults
    try:
        reauthenticate.confirm(visit, password=old)
    except Refused as refused:
        if refused.kind is not Kind.WRONG or refused.refusals[0].retry_after is not None:
            raise
        return {OLD: [WRONG_OLD], **faults}
    return faults


def _sent(request: Request) -> Any:
    """The old password, if the form has no field for it."""
    return request.data.get(OLD) if isinstance(request.data, Mapping) else None


class PasswordReset(RestAuthView):
    """Request a password reset."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "password_reset"

    def post(self, request: Request) -> Response:
        """Mail a link to every user with the address; the answer does not reveal whether there are any."""
        recover_by_link.request(visit_of(request), email=self.fields(request)["email"])
        return Response(SENT)

    def answers(self) -> Answers:
        """A text."""
        return {200: Detail}


class PasswordResetConfirm(RestAuthView):
    """Set a new password with a mailed link."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "password_reset_confirm"
    words = Words(
        fields={"password": "new_password2"},
        texts={"unknown_user": _("Invalid value"), "invalid_token": _("Invalid value")},
        code="invalid",
    )

    def post(self, request: Request) -> Response:
        """Set the password, without signing in."""
        given, visit = self.fields(request), visit_of(request)
        user_id, new = read_uid36(given["uid"]), given["new_password1"]
        recover_by_link.check(visit, user_id=user_id, token=given["token"])
        if not repeats(given, "new_password"):
            raise ValidationError({"new_password2": [MISMATCH_CHANGE]})
        recover_by_link.finish(visit, user_id=user_id, token=given["token"], password=new)
        return Response(RESET)

    def answers(self) -> Answers:
        """A text."""
        return {200: Detail}
