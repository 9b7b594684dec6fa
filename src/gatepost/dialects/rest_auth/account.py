"""One's own record and password."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.accounts.account import username_column
from gatepost.dialects import door, refusals
from gatepost.dialects.door import SignedToken
from gatepost.dialects.refusals import Words
from gatepost.dialects.rest_auth import cookies
from gatepost.dialects.rest_auth.answers import opener
from gatepost.dialects.rest_auth.view import MISMATCH_CHANGE, SCOPE, RestAuthView, settings, visit_of
from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.flow import grant, own_account
from gatepost.flow.account_links import read_uid36
from gatepost.methods.password.operations import change, recover_by_link

CHANGED = {"detail": "New password has been saved."}
SENT = {"detail": "Password reset e-mail has been sent."}
RESET = {"detail": "Password has been reset with the new password."}
WRONG_OLD = "Your old password was entered incorrectly. Please enter it again."
TAKEN = "A user with that username already exists."


class User(RestAuthView):
    """One's own record."""

    permission_classes = (IsAuthenticated,)
    form_name = "user_details"
    words = Words(texts={"username_taken": TAKEN})

    def get_object(self) -> Any:
        """Whose record it is; REST framework's description of a PUT asks for it."""
        return self.request.user

    def get(self, request: Request) -> Response:
        """Show it."""
        return Response(self.get_serializer(request.user).data)

    def put(self, request: Request) -> Response:
        """Replace what may be written."""
        return self._write(request, partial=False)

    def patch(self, request: Request) -> Response:
        """Change some of it."""
        return self._write(request, partial=True)

    def _write(self, request: Request, *, partial: bool) -> Response:
        form = self.get_serializer(request.user, data=request.data, partial=partial)
        form.is_valid(raise_exception=True)
        columns = dict(form.validated_data)
        visit = visit_of(request)
        if visit.user is None:
            raise Refused(LOGIN_REQUIRED)
        if (name := columns.pop(username_column() or "", None)) is not None:
            own_account.take_name(visit, username=name)
        own_account.describe(visit, visit.user, columns=columns)
        return Response(self.get_serializer(visit.user).data)


class PasswordChange(RestAuthView):
    """Set a new password, or a first one."""

    permission_classes = (IsAuthenticated,)
    throttle_scope = SCOPE
    form_name = "password_change"
    words = Words(fields={"new_password": "new_password2"})

    def post(self, request: Request) -> Response:
        """Set it; the present login goes on unless the settings say otherwise."""
        given, own, visit = self.fields(request), settings(), visit_of(request)
        new = given["new_password1"] if given["new_password1"] == given["new_password2"] else None
        outcome = change.change(
            visit,
            current=given.get("old_password"),
            new=new,
            asks_current=own.old_password_field_enabled,
            logs_out=own.logout_on_password_change,
        )
        response = door.settle(request, visit, outcome, Response(CHANGED))
        if isinstance(request.auth, SignedToken) and own.jwt_auth_cookie and not own.logout_on_password_change:
            cookies.give(request, response, grant.another(visit, opens=opener()).made)
        return response

    def refusal(self, refused: Refused) -> Exception:
        """A wrong present password is told alone; then whether the new one was typed twice; then its faults."""
        codes = {one.code for one in refused.refusals}
        if "enter_current_password" in codes:
            return ValidationError({"old_password": [WRONG_OLD]})
        if "required" in codes:
            return ValidationError({"new_password2": [MISMATCH_CHANGE]})
        return refusals.told(refused, self.words)


class PasswordReset(RestAuthView):
    """Ask for a mail that lets one set a new password."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "password_reset"

    def post(self, request: Request) -> Response:
        """Mail a link to everybody who has the address; the answer tells nothing."""
        recover_by_link.request(visit_of(request), email=self.fields(request)["email"])
        return Response(SENT)


class PasswordResetConfirm(RestAuthView):
    """Set a new password with what a mailed link holds."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "password_reset_confirm"
    words = Words(
        fields={"password": "new_password2"},
        texts={"unknown_user": "Invalid value", "invalid_token": "Invalid value"},
    )

    def post(self, request: Request) -> Response:
        """Set it; nobody is logged in."""
        given, visit = self.fields(request), visit_of(request)
        user_id, new = read_uid36(given["uid"]), given["new_password1"]
        recover_by_link.check(visit, user_id=user_id, token=given["token"])
        if new != given["new_password2"]:
            raise ValidationError({"new_password2": [MISMATCH_CHANGE]})
        recover_by_link.finish(visit, user_id=user_id, token=given["token"], password=new)
        return Response(RESET)
