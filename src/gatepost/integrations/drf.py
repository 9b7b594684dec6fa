"""Views of Django REST framework that ask for a fresh or a stronger proof.

class Delete(APIView):
    permission_classes = [requires_proof(level=2, max_age=300)]
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from gatepost.flow import reauthentication
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.sessions.strength import LOGGED_IN
from gatepost.tokens.models import Token


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer gpk_…`; one statement, and none for junk. Source: RFC 6750, section 2.1."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """User and key, or None for requests without one.

        Raises:
            AuthenticationFailed: Unknown, expired or ended, or its user is disabled.
        """
        row = credentials.key_of(request._request)  # noqa: SLF001 - the documented way to Django's request
        if row is None:
            return None
        if isinstance(row, Bad):
            raise AuthenticationFailed(str(row.text), code=row.code)
        return row.user, row

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return credentials.KEY_CHALLENGE


class SessionTokenAuthentication(BaseAuthentication):
    """`X-Session-Token`, as apps hold it; one statement, no cookie, no CSRF."""

    def authenticate(self, request: Request) -> tuple[Any, SessionState] | None:
        """User and session, or None for requests without the header.

        Raises:
            AuthenticationFailed: The session has ended, or nobody is logged in there.
        """
        session = credentials.session_of(request._request)  # noqa: SLF001 - as above
        if session is None:
            return None
        if isinstance(session, Bad):
            raise AuthenticationFailed(str(session.text), code=session.code)
        return session.user, session

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return credentials.SESSION_CHALLENGE


class Scope(BasePermission):
    """Lets keys in that hold a scope, and everybody who came without a key; made by `requires_scope`."""

    scope = ""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the key holds the scope."""
        shown = request.auth
        return not isinstance(shown, Token) or not shown.limited or self.scope in shown.scopes


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
        if isinstance(request.auth, Token):
            return False
        session = request.auth if isinstance(request.auth, SessionState) else session_of(request._request)  # noqa: SLF001 - the documented way to Django's request
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
