"""Registration, and verification of an address."""

from collections.abc import Sequence
from typing import Any

from django.utils.module_loading import import_string
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost.dialects.rest_auth import forms
from gatepost.dialects.rest_auth.answers import answer, answers, opener
from gatepost.dialects.rest_auth.view import MISMATCH_REGISTER, SCOPE, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.dialects.rest_framework.taken_names import TAKEN
from gatepost.dialects.rest_framework.view import well_formed
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.email.operations import verify, without_session
from gatepost.features.password.operations import sign_up
from gatepost.flow.endings import SingleRequest

SENT = Detail(detail=_("Verification e-mail sent."))
OK = Detail(detail="ok")
REGISTERED = _("User is already registered with this e-mail address.")
SIMILAR = ("password_too_similar",)


class Register(RestAuthView):
    """Sign up."""

    throttle_scope = SCOPE
    form_name = "register"
    limit = "signup_network"
    words = Words(
        fields={"password": "password1"},
        texts={"username_taken": TAKEN, "email_taken": REGISTERED},
        places={SIMILAR[0]: refusals.ALL},
        codes={"email_taken": "invalid"},
    )

    def get_permissions(self) -> list[Any]:
        """Allow anyone, or apply the permissions in the settings."""
        return [import_string(path)() for path in settings().register_permission_classes] or [AllowAny()]

    def post(self, request: Request) -> Response:
        """Create the account, and log in unless its address must be verified first."""
        form: Any = self.get_serializer(data=request.data)
        if not form.is_valid():
            raise self._all_errors(form)
        values, given, own = form.values(), form.validated_data, settings()
        if not forms.repeats(given, "password"):
            self._refuse(values, given["password1"])
        visit = visit_of_login(request)
        granted = sign_up.sign_up(
            visit,
            values=values,
            password=given["password1"],
            shared=not own.unique_email,
            ending=SingleRequest(opens=opener(), session=own.session_login),
        )
        if granted.pending_step == "verify_email":
            return Response(SENT, status=status.HTTP_201_CREATED)
        if granted.pending_step:
            return Response(Detail(detail=SENT["detail"], code=granted.pending_step), status=status.HTTP_201_CREATED)
        return visits.attach_session(request, visit, granted, answer(self, granted, status.HTTP_201_CREATED))

    def answers(self) -> Answers:
        """That of a login, or that an address is to be verified first."""
        return answers(status.HTTP_201_CREATED, Detail)

    def _all_errors(self, form: forms.Register) -> ValidationError:
        """The errors of all fields, including taken names and weak passwords, in the order of the fields."""
        own, faults = settings(), dict(form.errors)
        valid = well_formed(form, faults)
        found = sign_up.single_faults(
            values={name: value for name, value in form.own(valid).items() if value},
            password=valid.get("password1"),
            shared=not own.unique_email,
        )
        refused: Any = refusals.to_exception(Refused(*found), self.words).detail if found else {}
        names = [*form.fields, *faults]
        return ValidationError({name: (faults | refused)[name] for name in names if name in faults or name in refused})

    def _refuse(self, values: dict[str, str], password: str) -> None:
        """Refuse two different passwords; errors of single fields take precedence."""
        found = sign_up.faults(values=values, password=password, shared=not settings().unique_email)
        if single := _of_fields(found):
            raise Refused(*single)
        raise ValidationError({refusals.all_fields(): [MISMATCH_REGISTER]})

    def refusal(self, refused: Refused) -> Exception:
        """Report only errors of single fields, if there are any."""
        single = _of_fields(refused.refusals) if refused.kind is Kind.INVALID else []
        return refusals.to_exception(Refused(*single) if single else refused, self.words)


def _of_fields(found: Sequence[Refusal]) -> list[Refusal]:
    """The errors of single fields; that a password resembles other values concerns several."""
    return [one for one in found if one.code not in SIMILAR]


class VerifyEmail(RestAuthView):
    """Verify an address with the key of a mailed link, without signing in."""

    permission_classes = (AllowAny,)
    serializer_class = forms.Key

    @property
    def allowed_methods(self) -> list[str]:
        """Include `HEAD`, as dj-rest-auth does, although it is answered with 405."""
        return [*super().allowed_methods, "HEAD"]

    def post(self, request: Request) -> Response:
        """Verify the address."""
        key = self.fields(request)["key"]
        try:
            verify.verify(visits.visit_of(request, wire="rest_auth"), key=key)
        except Refused as refused:
            if refused.kind in (Kind.LIMITED, Kind.UNAVAILABLE):
                raise
            raise NotFound from refused
        return Response(OK)

    def answers(self) -> Answers:
        """A text; 404 for an invalid key."""
        return {200: Detail, 404: Detail}


class ResendEmail(RestAuthView):
    """Request the verification mail again; the answer does not reveal whether it was sent."""

    permission_classes = (AllowAny,)
    serializer_class = forms.ResendEmail

    def post(self, request: Request) -> Response:
        """Resend the mail, if the address's verification is pending."""
        if email := self.fields(request).get("email"):
            without_session.resend(visit_of(request), email=email)
        return Response(OK)

    def answers(self) -> Answers:
        """A text."""
        return {200: Detail}
