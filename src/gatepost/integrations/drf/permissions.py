"""What they may do: classes for `permission_classes`.

class Delete(APIView):
    permission_classes = [IsAuthenticated, requires_proof(level=2, max_age=300)]
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from gatepost.accounts import account as accounts
from gatepost.flow import reauthentication
from gatepost.integrations import credentials
from gatepost.sessions.middleware import session_of
from gatepost.sessions.strength import LOGGED_IN
from gatepost.tokens.models import Token


class HasVerifiedAddress(BasePermission):
    """Lets those in who proved an email address; one statement."""

    message = _("Verify your email address first.")
    code = "unverified_email"

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the user proved one."""
        return bool(request.user and request.user.is_authenticated) and accounts.load(request.user).proved("email")


class Scope(BasePermission):
    """Lets keys in that hold a scope, and everybody who came without a key; made by `requires_scope`."""

    scope = ""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the key holds the scope."""
        shown = request.auth or credentials.shown(request._request)  # noqa: SLF001 - the documented way to Django's request
        return not credentials.lacks(shown, self.scope)


def requires_scope(scope: str) -> type[Scope]:
    """A permission: a key must hold this scope. Put `IsAuthenticated` before it."""
    return type("RequiresScope", (Scope,), {"scope": scope})


class ProofRequired(APIException):
    """401 with `detail`, `code` and the flows by which the visitor can prove it."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("Prove who you are once more.")
    default_code = "reauthentication_required"

    def __init__(self, flows: list[dict[str, Any]]) -> None:
        """Tell the flows."""
        super().__init__()
        self.detail = {"detail": self.default_detail, "code": self.default_code, "flows": flows}  # type: ignore[dict-item]  # JSON


class Proof(BasePermission):
    """Lets only those in who proved enough, recently enough; made by `requires_proof`."""

    level = LOGGED_IN
    max_age: int | None = None

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the session is proved; false for who is not logged in, and for keys, which prove nothing anew.

        Raises:
            ProofRequired: More is asked for, or again.
        """
        shown = request.auth or credentials.shown(request._request)  # noqa: SLF001 - as above
        if isinstance(shown, Token):
            return False
        if credentials.proved(shown, self.level, self.max_age):
            return True
        session = credentials.session_behind(shown) or session_of(request._request)  # noqa: SLF001 - as above
        if session is None or session.user is None:
            return False
        ways = reauthentication.lacking(session, level=self.level, max_age=self.max_age)
        if ways is not None:
            raise ProofRequired(ways)
        return True


def requires_proof(*, level: int = LOGGED_IN, max_age: int | None = None) -> type[Proof]:
    """A permission.

    Args:
        level: 1 for any login, 2 for a second factor or a passkey that verified its user.
        max_age: How old that proof may be, in seconds; None for any age.
    """
    return type("RequiresProof", (Proof,), {"level": level, "max_age": max_age})
