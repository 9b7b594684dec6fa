"""Who asks: classes for `authentication_classes`.

The first class of a view decides how it says that somebody is not logged in: 401 with the challenge of that class, or
403 where it has none (`SessionAuthentication`).
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, status
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.request import Request

from gatepost.errors import Kind, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import limits
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad
from gatepost.integrations.lazy_user import AccessUser
from gatepost.methods.password.operations import every_request
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.access import Access
from gatepost.tokens.models import Token
from gatepost.wire import clients

UNCOUNTED = (
    "BasicAuthentication in a view under ATOMIC_REQUESTS: what counts wrong passwords would be undone. Set "
    'GATEPOST["limits"]["redis_url"], or wrap the view in transaction.non_atomic_requests'
)
INVALID = _("Invalid username/password.")


def _bad(bad: Bad) -> AuthenticationFailed:
    return AuthenticationFailed(str(bad.text), code=bad.code)


def _gone() -> AuthenticationFailed:
    return _bad(credentials.BAD_TOKEN)


class KeyAuthentication(authentication.BaseAuthentication):
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
            raise _bad(row)
        return row.user, row

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return credentials.KEY_CHALLENGE


class AccessTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer` with an access token. A JWT costs no statement until the view looks at its user.

    `request.auth` is the token, or the session of an opaque one. Source: RFC 6750, RFC 9068.
    """

    def authenticate(self, request: Request) -> tuple[Any, Access | SessionState] | None:
        """User and token, or None for requests that show something else.

        Raises:
            AuthenticationFailed: Expired, forged, for somebody else, or its session has ended.
        """
        found = credentials.access_of(request._request)  # noqa: SLF001 - as above
        if found is None:
            return None
        if isinstance(found, Bad):
            raise _bad(found)
        return (AccessUser(found, _gone) if isinstance(found, Access) else found.user), found

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return credentials.KEY_CHALLENGE


class SessionTokenAuthentication(authentication.BaseAuthentication):
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
            raise _bad(session)
        return session.user, session

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return credentials.SESSION_CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's cookie, with CSRF on every unsafe request; one statement. `request.auth` is the session.

    Whom `token_middleware` let in by a header is left to the classes for these headers, which know of scopes.
    """

    def authenticate(self, request: Request) -> tuple[Any, SessionState | None] | None:
        """User and session, or None for a browser in which nobody is logged in.

        Raises:
            PermissionDenied: `CSRF Failed: …`.
        """
        plain = request._request  # noqa: SLF001 - as above
        if credentials.shown(plain) is not None or getattr(plain, "session", None) is None:
            return None
        session = session_of(plain)
        if session is None:
            return super().authenticate(request)
        if session.user is None:
            return None
        self.enforce_csrf(request)
        return session.user, session


class BasicAuthentication(authentication.BasicAuthentication):
    """A name and a password with every request; two statements, and a hash once in some minutes.

    Limits, disabled users and second factors are the engine's: who needs more than a password is refused, with the
    missing step as `code`. Source: RFC 7617.

    REST framework undoes the transaction of a request that it refuses, and with it what the database counted: a view
    under `ATOMIC_REQUESTS` needs limits in Redis, or `transaction.non_atomic_requests`.
    """

    def authenticate_credentials(self, userid: str, password: str, request: Request | None = None) -> tuple[Any, None]:
        """The user.

        Raises:
            AuthenticationFailed: Unknown, wrong, disabled, or a step beside the password is missing.
            Throttled: Too many attempts, by account or by network.
            APIException: 503, where too many hashes are waited for or the database does not answer.
            ImproperlyConfigured: Wrong passwords would not be counted here.
        """
        if limits.forgotten_by_refusals():
            raise ImproperlyConfigured(UNCOUNTED)
        plain = request._request if request is not None else None  # noqa: SLF001 - as above
        try:
            visit = clients.stranger(plain, "app") if plain is not None else Visit(client="app")
            return every_request.verify(visit, name=userid, password=password).account.user, None
        except Refused as refused:
            raise _failure(refused) from refused


def _failure(refused: Refused) -> APIException:
    reason = refused.refusals[0]
    if reason.kind is Kind.UNAVAILABLE:
        return Unavailable(reason.retry_after)
    if reason.retry_after is not None:
        return Throttled(wait=reason.retry_after)
    if reason.kind is Kind.PROOF_REQUIRED:
        return AuthenticationFailed({"detail": INVALID, "code": reason.code})
    return AuthenticationFailed(INVALID)


class Unavailable(APIException):
    """503, with `Retry-After`."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("Try again later.")
    default_code = "unavailable"

    def __init__(self, wait: int | None) -> None:
        """Tell the seconds to wait, in the way that the framework's handler reads them."""
        super().__init__()
        self.wait = wait
