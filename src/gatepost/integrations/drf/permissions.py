"""Permissions: classes for `permission_classes`.

class Delete(APIView):
    permission_classes = [IsAuthenticated, requires_proof(level=2, max_age=300)]
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from gatepost.accounts import accounts
from gatepost.features.provider.operations.resource_access import ResourceToken
from gatepost.flow import reauthentication
from gatepost.integrations import credentials, resource_server
from gatepost.sessions.middleware import session_of
from gatepost.sessions.strength import LOGGED_IN


class HasVerifiedAddress(BasePermission):
    """Requires a verified email address; one query."""

    message = _("Verify your email address first.")
    code = "unverified_email"

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the user has a verified email address."""
        user: Any = request.user
        return bool(user and user.is_authenticated) and accounts.load(user).has_verified("email")


class HasAccessToken(BasePermission):
    """Requires an access token of the OAuth provider, which may be a client's own, without a user."""

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether there is one."""
        return isinstance(request.auth, ResourceToken)


class Scope(BasePermission):
    """Requires a scope of keys and access tokens, and nothing of other credentials; made by `requires_scope`."""

    scope = ""

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the credentials are not limited to scopes, or to some with this one.

        Raises:
            PermissionDenied: An access token of the OAuth provider lacks it.
        """
        shown = request.auth or credentials.shown(request._request)  # noqa: SLF001 - the documented way to Django's request
        if isinstance(shown, ResourceToken) and (challenge := resource_server.lacking_scope(shown, (self.scope,))):
            denied = PermissionDenied(str(challenge.text), code=challenge.error)
            denied.auth_header = challenge.headers["WWW-Authenticate"]  # type: ignore[attr-defined]  # the framework's own
            raise denied
        return not credentials.lacks(shown, self.scope)


def requires_scope(scope: str) -> type[Scope]:
    """Make a permission that requires this scope of keys and access tokens. Put `IsAuthenticated` before it."""
    return type("RequiresScope", (Scope,), {"scope": scope})


class ProofRequired(APIException):
    """401 with `detail`, `code` and the flows with which the user can reauthenticate."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("Reauthentication is required.")
    default_code = "reauthentication_required"

    def __init__(self, flows: Sequence[msgspec.Struct]) -> None:
        """Add the flows to the body."""
        super().__init__()
        shown = msgspec.to_builtins(flows)
        self.detail = {"detail": self.default_detail, "code": self.default_code, "flows": shown}  # type: ignore[dict-item]  # JSON


class Proof(BasePermission):
    """Requires a level of authentication, optionally a recent one; made by `requires_proof`."""

    level = LOGGED_IN
    max_age: int | None = None

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether the authentication is sufficient; False for anonymous users and for keys, which can't reauthenticate.

        Raises:
            ProofRequired: The user must reauthenticate, or with a second factor.
        """
        shown = request.auth or credentials.shown(request._request)  # noqa: SLF001 - as above
        if credentials.cant_reauthenticate(shown):
            return False
        if credentials.is_proof(shown, self.level, self.max_age):
            return True
        session = credentials.session_behind(shown) or session_of(request._request)  # noqa: SLF001 - as above
        if session is None or session.user is None:
            return False
        ways = reauthentication.lacking(session, level=self.level, max_age=self.max_age)
        if ways is not None:
            raise ProofRequired(ways)
        return True


def requires_proof(*, level: int = LOGGED_IN, max_age: int | None = None) -> type[Proof]:
    """Make a permission that requires a level of authentication, optionally a recent one.

    Args:
        level: 1 for any login, 2 for a second factor or a passkey that verified its user.
        max_age: Maximum age of that authentication in seconds; None for any age.
    """
    return type("RequiresProof", (Proof,), {"level": level, "max_age": max_age})
