"""Security classes for operations of Django Ninja, for its argument `auth`.

api = NinjaAPI(auth=[SessionAuth(), KeyAuth()])

`request.auth` is the session or the key, `request.user` its user. Put the decorators of `integrations.decorators`
(`requires_scope`, `requires_proof`) between `@api.get(…)` and the function.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, APIKeyHeader, HttpBasicAuth, HttpBearer

from gatepost.door import readable, visitor
from gatepost.errors import Kind, Refused
from gatepost.features.password.operations import every_request
from gatepost.integrations import credentials
from gatepost.integrations.credentials import Bad, Shown
from gatepost.integrations.lazy_user import AccessUser
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.signed.access import Access

STATUS = {Kind.LIMITED: 429, Kind.UNAVAILABLE: 503}


def _attach_user(request: HttpRequest, shown: Shown | Bad | None) -> Any:
    if isinstance(shown, Bad):
        raise HttpError(401, str(shown.text))
    if shown is not None:
        user: Any = AccessUser(shown, _gone) if isinstance(shown, Access) else shown.user
        request.user = user
    return shown


def _gone() -> HttpError:
    return HttpError(401, str(credentials.BAD_TOKEN.text))


def _check_form(request: HttpRequest) -> None:
    try:
        readable.check_form(request)
    except Refused as refused:
        raise HttpError(400, str(refused.refusals[0].text)) from None


class KeyAuth(HttpBearer):
    """`Authorization: Bearer gpk_…`; one query, none for malformed keys. Source: RFC 6750, section 2.1."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - the framework's signature
        """Return the key, or None for requests without one.

        Raises:
            HttpError: 401: the key is unknown, expired or revoked, or its user is disabled.
        """
        return _attach_user(request, credentials.key_of(request))


class AccessTokenAuth(HttpBearer):
    """`Authorization: Bearer` with an access token. A JWT costs no query until the operation reads its user."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - as above
        """Return the token, or the session of an opaque one; None for requests without an access token of ours.

        Raises:
            HttpError: 401: the token is expired, forged or for another audience, or its session was revoked.
        """
        return _attach_user(request, credentials.access_of(request))


class SessionTokenAuth(APIKeyHeader):
    """`X-Session-Token` of apps; one query, no cookie, no CSRF check."""

    param_name = visitor.TOKEN_HEADER

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - as above
        """Return the session, or None for requests without the header.

        Raises:
            HttpError: 401: the session was revoked or is anonymous.
        """
        return _attach_user(request, credentials.session_of(request))


class SessionAuth(APIKeyCookie):
    """The browser's session cookie, with a CSRF check on unsafe requests; one query.

    Requests that `token_middleware` authenticated by a header are left to the classes for these headers, which check
    scopes.
    """

    def __init__(self) -> None:
        """Set the cookie's name, which the OpenAPI document shows."""
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def __call__(self, request: HttpRequest) -> SessionState | None:
        """Return the session, or None for an anonymous one.

        Raises:
            HttpError: 403: the CSRF token is missing or wrong.
        """
        session = self.authenticate(request, None)
        if session is not None:
            _check_form(request)
            self._get_key(request)
        return session

    def authenticate(self, request: HttpRequest, key: str | None) -> SessionState | None:  # noqa: ARG002 - as above
        """Return the authenticated session, before CSRF is checked."""
        session = session_of(request) if credentials.shown(request) is None else None
        return session if session is not None and session.user is not None else None


class BasicAuth(HttpBasicAuth):
    """A name and a password with every request, like `gatepost.drf.BasicAuthentication`. Source: RFC 7617."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any:
        """Check name and password, and return the user.

        Raises:
            HttpError: 401: wrong, disabled, or a further step is needed; 429: too many attempts; 503: overloaded.
        """
        try:
            visit = visitor.without_session(request, "app")
            request.user = every_request.verify(visit, name=username, password=password).account.user
        except Refused as refused:
            reason = refused.refusals[0]
            limited = 429 if reason.retry_after is not None else 401
            raise HttpError(STATUS.get(reason.kind, limited), str(reason.text)) from refused
        return request.user
