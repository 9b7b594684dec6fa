"""Protecting operations of Django Ninja: security classes for `auth`.

api = NinjaAPI(auth=[SessionAuth(), KeyAuth()])

`request.auth` is the session or the key, `request.user` its user. The guards of `integrations.decorators`
(`requires_scope`, `requires_proof`) stand between `@api.get(…)` and the function.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, APIKeyHeader, HttpBasicAuth, HttpBearer

from gatepost.errors import Kind, Refused
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad, Shown
from gatepost.integrations.lazy_user import AccessUser
from gatepost.methods.password.operations import every_request
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.access import Access
from gatepost.wire import clients

STATUS = {Kind.LIMITED: 429, Kind.UNAVAILABLE: 503}


def _let_in(request: HttpRequest, shown: Shown | Bad | None) -> Any:
    if isinstance(shown, Bad):
        raise HttpError(401, str(shown.text))
    if shown is not None:
        user: Any = AccessUser(shown, _gone) if isinstance(shown, Access) else shown.user
        request.user = user
    return shown


def _gone() -> HttpError:
    return HttpError(401, str(credentials.BAD_TOKEN.text))


class KeyAuth(HttpBearer):
    """`Authorization: Bearer gpk_…`; one statement, and none for junk. Source: RFC 6750, section 2.1."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - the framework's signature
        """The key, or None for a request that shows something else.

        Raises:
            HttpError: 401: unknown, expired or ended, or its user is disabled.
        """
        return _let_in(request, credentials.key_of(request))


class AccessTokenAuth(HttpBearer):
    """`Authorization: Bearer` with an access token. A JWT costs no statement until the operation looks at its user."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - as above
        """The token, or the session of an opaque one; None for a request that shows something else.

        Raises:
            HttpError: 401: expired, forged, for somebody else, or its session has ended.
        """
        return _let_in(request, credentials.access_of(request))


class SessionTokenAuth(APIKeyHeader):
    """`X-Session-Token`, as apps hold it; one statement, no cookie, no CSRF."""

    param_name = clients.TOKEN_HEADER

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - as above
        """The session, or None for a request without the header.

        Raises:
            HttpError: 401: it has ended, or nobody is logged in there.
        """
        return _let_in(request, credentials.session_of(request))


class SessionAuth(APIKeyCookie):
    """The browser's cookie, with CSRF on every unsafe request; one statement.

    Whom `token_middleware` let in by a header is left to the classes for these headers, which know of scopes.
    """

    def __init__(self) -> None:
        """Name the cookie in the API's description."""
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def __call__(self, request: HttpRequest) -> SessionState | None:
        """The session, or None for a browser in which nobody is logged in.

        Raises:
            HttpError: 403: the CSRF token is missing or wrong.
        """
        session = self.authenticate(request, None)
        if session is not None:
            self._get_key(request)
        return session

    def authenticate(self, request: HttpRequest, key: str | None) -> SessionState | None:  # noqa: ARG002 - as above
        """The session with somebody logged in, before CSRF is looked at."""
        session = session_of(request) if credentials.shown(request) is None else None
        return session if session is not None and session.user is not None else None


class BasicAuth(HttpBasicAuth):
    """A name and a password with every request, as `integrations.drf.BasicAuthentication` has it. Source: RFC 7617."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any:
        """The user.

        Raises:
            HttpError: 401: wrong, disabled, or more than a password is needed; 429: too often; 503: too busy.
        """
        try:
            visit = clients.stranger(request, "app")
            request.user = every_request.verify(visit, name=username, password=password).account.user
        except Refused as refused:
            reason = refused.refusals[0]
            limited = 429 if reason.retry_after is not None else 401
            raise HttpError(STATUS.get(reason.kind, limited), str(reason.text)) from refused
        return request.user
