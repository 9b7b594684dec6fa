"""Registration, and the proof of an address."""

from collections.abc import Sequence
from typing import Any

from django.utils.module_loading import import_string
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects import door, refusals
from gatepost.dialects.refusals import Words
from gatepost.dialects.rest_auth import forms
from gatepost.dialects.rest_auth.account import TAKEN
from gatepost.dialects.rest_auth.answers import answer, opener
from gatepost.dialects.rest_auth.view import MISMATCH_REGISTER, SCOPE, RestAuthView, settings, visit_of, visit_of_login
from gatepost.errors import Kind, Refusal, Refused
from gatepost.methods.email.operations import verify, without_session
from gatepost.methods.password.operations import sign_up

SENT = {"detail": "Verification e-mail sent."}
REGISTERED = "User is already registered with this e-mail address."
SIMILAR = ("password_too_similar",)


class Register(RestAuthView):
    """Make an account."""

    throttle_scope = SCOPE
    form_name = "register"
    limit = "signup_network"
    words = Words(
        fields={"password": "password1"},
        texts={"username_taken": TAKEN, "email_taken": REGISTERED},
        places={SIMILAR[0]: "non_field_errors"},
    )

    def get_permissions(self) -> list[Any]:
        """Everybody, or whom the settings name."""
        return [import_string(path)() for path in settings().register_permission_classes] or [AllowAny()]

    def post(self, request: Request) -> Response:
        """Make it, and log it in unless its address must be proved first."""
        form: Any = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        values, given, own = form.values(), form.validated_data, settings()
        if given["password1"] != given["password2"]:
            self._refuse(values, given["password1"])
        visit = visit_of_login(request)
        granted = sign_up.at_once(
            visit,
            values=values,
            password=given["password1"],
            shared=not own.unique_email,
            opens=opener(),
            session=own.session_login,
        )
        if granted.waits == "verify_email":
            return Response(SENT, status=status.HTTP_201_CREATED)
        if granted.waits:
            return Response({**SENT, "code": granted.waits}, status=status.HTTP_201_CREATED)
        return door.let_in(request, visit, granted, answer(self, granted, status.HTTP_201_CREATED))

    def _refuse(self, values: dict[str, str], password: str) -> None:
        """Two different passwords: faults of single fields come first, others behind."""
        found = sign_up.faults(values=values, password=password, shared=not settings().unique_email)
        if single := _of_fields(found):
            raise Refused(*single)
        raise ValidationError({"non_field_errors": [MISMATCH_REGISTER]})

    def refusal(self, refused: Refused) -> Exception:
        """Faults of single fields alone, if there are any."""
        single = _of_fields(refused.refusals) if refused.kind is Kind.INVALID else []
        return refusals.told(Refused(*single) if single else refused, self.words)


def _of_fields(found: Sequence[Refusal]) -> list[Refusal]:
    """Those of single fields; likeness is one of several."""
    return [one for one in found if one.code not in SIMILAR]


class VerifyEmail(RestAuthView):
    """Prove an address with the key of a mailed link; signs nobody in."""

    permission_classes = (AllowAny,)
    serializer_class = forms.Key

    def post(self, request: Request) -> Response:
        """Prove it."""
        key = self.fields(request)["key"]
        try:
            verify.verify(door.visit_of(request), key=key)
        except Refused as refused:
            if refused.kind in (Kind.LIMITED, Kind.UNAVAILABLE):
                raise
            raise NotFound from refused
        return Response({"detail": "ok"})


class ResendEmail(RestAuthView):
    """Ask for the confirmation mail once more; the answer tells nothing."""

    permission_classes = (AllowAny,)
    serializer_class = forms.ResendEmail

    def post(self, request: Request) -> Response:
        """Mail it, if that address waits to be proved."""
        without_session.again(visit_of(request), email=self.fields(request)["email"])
        return Response({"detail": "ok"})
