"""Log in and out."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects import door, refusals
from gatepost.dialects.names import kind_of
from gatepost.dialects.refusals import LoginWords
from gatepost.dialects.rest_auth import tokens
from gatepost.dialects.rest_auth.answers import answer, opener
from gatepost.dialects.rest_auth.view import SCOPE, UNVERIFIED, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.view import DialectView
from gatepost.errors import Refused
from gatepost.flow import grant
from gatepost.flow.grant import Login as Granting
from gatepost.methods.password.operations import log_in

NOBODY = "You should be logged in to logout. Check whether the token is passed."


class Login(RestAuthView):
    """Log in; what the client gets is set: a key, a pair of tokens, a session, or two of them."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "login"
    limit = "login_network"

    def post(self, request: Request) -> Response:
        """Log in."""
        given = self.fields(request)
        kind, name = _named(given)
        visit = visit_of_login(request)
        granted = log_in.at_once(
            visit,
            kind=kind,
            name=name,
            password=given["password"],
            opens=_with_address(opener()),
            session=settings().session_login,
        )
        return door.let_in(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def refusal(self, refused: Refused) -> Exception:
        """Nothing tells who is unknown, wrong or disabled."""
        return refusals.login(refused, LoginWords(steps={"verify_email": UNVERIFIED}))


def _named(given: dict[str, Any]) -> tuple[str, str]:
    """Kind and name of the user that a login means.

    Raises:
        ValidationError: There is too little.
    """
    methods = set(settings().login_methods)
    username, email, password = given.get("username") or "", given.get("email") or "", given["password"]
    if methods == {"username", "email"}:
        told, kind, name = 'either "username" or "email"', "email", email
        if not email:
            kind, name = kind_of(username, methods), username
    elif methods == {"email"}:
        told, kind, name = '"email"', "email", email
    else:
        told, kind, name = '"username"', "username", username
    if not name or not password:
        raise ValidationError({"non_field_errors": [f'Must include {told} and "password".']})
    return kind, name


def _with_address(opens: grant.Opener) -> grant.Opener:
    """Where addresses must be proved, who has none at all is refused here too."""

    def guarded(login: Granting) -> Any:
        mandatory = conf.read(AccountsSettings).email_verification == "mandatory"
        if mandatory and not login.account.proved("email"):
            raise grant.lacking("verify_email")
        return opens(login)

    return guarded


class Logout(DialectView):
    """End what this client's login opened."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE

    def get(self, request: Request) -> Response:
        """The same, by setting."""
        if not settings().logout_on_get:
            raise MethodNotAllowed(request.method or "GET")
        return self.post(request)

    def post(self, request: Request) -> Response:
        """Log out."""
        own, visit = settings(), visit_of(request)
        if visit.user is None and not (own.session_login or own.use_jwt):
            return Response({"detail": NOBODY}, status=status.HTTP_400_BAD_REQUEST)
        response = tokens.log_out(request, visit) if own.use_jwt else Response({"detail": tokens.LOGGED_OUT})
        outcome = grant.revoke(visit, everywhere=own.token and own.one_token_per_user, session=True)
        return door.settle(request, visit, outcome, response)
