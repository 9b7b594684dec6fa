"""Login and logout."""

from typing import Any

import msgspec
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from gatepost import conf
from gatepost.accounts import accounts
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects.rest_auth import tokens
from gatepost.dialects.rest_auth.answers import Held, answer, answers, opener, waits
from gatepost.dialects.rest_auth.view import SCOPE, UNVERIFIED, RestAuthView, settings, visit_of, visit_of_login
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers, Detail
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import LoginWords
from gatepost.dialects.rest_framework.view import DialectView
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow import engine, logout
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Login as Granting
from gatepost.flow.issuing import Opener

LOGIN_WORDS = LoginWords(steps={"verify_email": UNVERIFIED})
ANONYMOUS = _("You should be logged in to logout. Check whether the token is passed.")


class Login(RestAuthView):
    """Log in; depending on the settings, this issues a key, a pair of tokens, a session, or two of them."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE
    form_name = "login"
    limit = "login_network"
    counts_with_operation = True

    def post(self, request: Request) -> Response:
        """Log in."""
        given = self.fields(request)
        kinds, name = _named(given)
        visit = visit_of_login(request)
        granted = log_in.log_in(
            self.counting(visit),
            kinds=kinds,
            name=name,
            password=given["password"],
            ending=SingleRequest(opens=with_address(opener()), session=settings().session_login, holds=True),
        )
        if granted.held:
            return waits(granted)
        return visits.attach_session(request, visit, granted, answer(self, granted, status.HTTP_200_OK))

    def answers(self) -> Answers:
        """A key or a pair of tokens, or the key of a login that waits for a second factor."""
        return answers(status.HTTP_200_OK, Held)

    def refusal(self, refused: Refused) -> Exception:
        """Give the same answer for unknown users, wrong passwords and disabled users."""
        return refusals.login(refused, LOGIN_WORDS)


def _named(given: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """The name in a login's body, and what kinds of name it may be.

    Raises:
        ValidationError: Name or password is missing.
    """
    methods = set(settings().login_methods)
    kinds: tuple[str, ...]
    username, email, password = given.get("username") or "", given.get("email") or "", given["password"]
    if methods == {"username", "email"}:
        missing, kinds, name = 'either "username" or "email"', ("email",), email
        if not email:
            kinds, name = accounts.kinds_of(username, methods), username
    elif methods == {"email"}:
        missing, kinds, name = '"email"', ("email",), email
    else:
        missing, kinds, name = '"username"', ("username",), username
    if not name or not password:
        raise ValidationError({refusals.all_fields(): [f'Must include {missing} and "password".']})
    return kinds, name


def with_address(opens: Opener) -> Opener:
    """When verification is mandatory, also refuse accounts without any address."""

    def guarded(login: Granting) -> Any:
        mandatory = conf.read(AccountsSettings).email_verification == "mandatory"
        if mandatory and not login.account.adopted and not login.account.has_verified("email"):
            raise engine.step_required("verify_email")
        return opens.issue(login)

    return msgspec.structs.replace(opens, issue=guarded)


class Logout(DialectView):
    """Log out: revoke what this client's login issued."""

    permission_classes = (AllowAny,)
    throttle_scope = SCOPE

    def get(self, request: Request) -> Response:
        """Log out with GET, depending on `rest_auth.logout_on_get`."""
        if not settings().logout_on_get:
            raise MethodNotAllowed(request.method or "GET")
        return self.post(request)

    def post(self, request: Request) -> Response:
        """Log out."""
        own, visit = settings(), visit_of(request)
        if visit.user is None and not (own.session_login or own.use_jwt):
            return Response({"detail": ANONYMOUS}, status=status.HTTP_400_BAD_REQUEST)
        response = tokens.log_out(request, visit) if own.use_jwt else Response({"detail": tokens.LOGGED_OUT})
        beside = visits.session_of_cookie(request, visit)
        shown = beside if beside is not None and visit.user is None else visit
        outcome = logout.revoke(shown, everywhere=own.token and own.one_token_per_user, session=True)
        if beside is not None and beside is not shown:
            outcome = logout.log_out(beside)
        return visits.settle(request, visit, outcome, response)

    def offered(self) -> bool:
        """POST, and GET depending on the settings."""
        return self.request.method != "GET" or settings().logout_on_get

    def answers(self) -> Answers:
        """What was revoked."""
        return {200: Detail}

    def body(self) -> Any:
        """The refresh token, where the client has it."""
        own = settings()
        return tokens.LogOutBody if own.use_jwt and not own.jwt_auth_httponly and self.request.method != "GET" else None
