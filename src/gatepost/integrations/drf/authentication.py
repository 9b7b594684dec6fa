"""Authentication: classes for `authentication_classes`.

The first class of a view decides how an anonymous request is refused: with 401 and the challenge of that class, or with
403 if it has none (`SessionAuthentication`).
"""

from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, status
from rest_framework.exceptions import APIException, AuthenticationFailed, ParseError, Throttled
from rest_framework.request import Request

from gatepost.door import readable, visitor
from gatepost.errors import Kind, Refused
from gatepost.features.password.operations import every_request
from gatepost.features.provider.operations import resource_access, resources
from gatepost.features.provider.operations.resource_access import ResourceToken
from gatepost.flow.visit import Visit
from gatepost.ground import decisions, limits
from gatepost.integrations import credentials, resource_server
from gatepost.integrations.credentials import Bad
from gatepost.integrations.lazy_user import AccessUser
from gatepost.integrations.resource_server import Challenge, Needs
from gatepost.sessions.middleware import session_of
from gatepost.sessions.state import SessionState
from gatepost.tokens.models import Token
from gatepost.tokens.signed.access import Access

UNCOUNTED = (
    "BasicAuthentication in a view under ATOMIC_REQUESTS: the count of wrong passwords would be rolled back. Set "
    'GATEPOST["limits"]["redis_url"], or wrap the view in transaction.non_atomic_requests'
)
LIMIT = "login_network"
CHALLENGE = "_gatepost_challenge"
INVALID = _("Invalid username/password.")


def _bad(bad: Bad) -> AuthenticationFailed:
    decisions.note("credentials", bad.code, refused=True)
    return AuthenticationFailed(str(bad.text), code=bad.code)


def _gone() -> AuthenticationFailed:
    return _bad(credentials.BAD_TOKEN)


class KeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer gpk_…`; one query, none for malformed keys. Source: RFC 6750, section 2.1."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """Return user and key, or None for requests without a key.

        Raises:
            AuthenticationFailed: The key is unknown, expired or revoked, or its user is disabled.
        """
        row = credentials.key_of(request._request)  # noqa: SLF001 - the documented way to Django's request
        if row is None:
            return None
        if isinstance(row, Bad):
            raise _bad(row)
        return row.user, row

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return credentials.KEY_CHALLENGE


class AccessTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer` with an access token. A JWT costs no query until the view reads its user.

    `request.auth` is the token, or the session of an opaque token. Source: RFC 6750, RFC 9068.
    """

    def authenticate(self, request: Request) -> tuple[Any, Access | SessionState] | None:
        """Return user and token, or None for requests without an access token of ours.

        Raises:
            AuthenticationFailed: The token is expired, forged or for another audience, or its session was revoked.
        """
        found = credentials.access_of(request._request)  # noqa: SLF001 - as above
        if found is None:
            return None
        if isinstance(found, Bad):
            raise _bad(found)
        return (AccessUser(found, _gone) if isinstance(found, Access) else found.user), found

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return credentials.KEY_CHALLENGE


class OAuthAuthentication(authentication.BaseAuthentication):
    """An access token that the OAuth provider issued to a client for this resource, as Bearer or DPoP.

    A JWT costs no query until the view reads its user, an opaque token one. `request.auth` is the token; its user is
    anonymous if the client acts for itself. Put it first in the list, since the first class gives the challenge.
    Source: RFC 6750; RFC 9068; RFC 9449; RFC 9728, section 5.1.

    Subclasses may set `resource`, one of `provider.resources`, needed if there are several; `checked`, to notice at
    once that the grant behind a JWT was revoked, for one query; and, if the user must have authenticated with a second
    factor or recently (RFC 9470), `acr_values` (`aal2`) and `max_age` (in seconds).
    """

    resource = ""
    checked = False
    acr_values = ""
    max_age: int | None = None

    def authenticate(self, request: Request) -> tuple[Any, ResourceToken] | None:
        """Return user and token, or None for requests without a Bearer or DPoP token.

        Raises:
            AuthenticationFailed: The token is invalid or for another resource, or its DPoP proof is; its user must
                authenticate again, or with a second factor.
        """
        presented = resource_server.presented(request._request)  # noqa: SLF001 - as above
        resource = resources.declared(self.resource)
        try:
            token = resource_access.check(presented, resource=resource, checked=self.checked)
        except Refused as refused:
            raise self._failure(request, resource_server.refused(refused, presented, resource)) from refused
        if token is None:
            return None
        challenge = resource_server.lacking_authentication(token, Needs((), self.acr_values, self.max_age))
        if challenge is not None:
            raise self._failure(request, challenge)
        return resource_server.user_of(token, _gone), token

    def _failure(self, request: Request, challenge: Challenge) -> AuthenticationFailed:
        # The framework asks `authenticate_header` for the challenge, and lets the view have further headers.
        setattr(request, CHALLENGE, challenge.headers["WWW-Authenticate"])
        view = request.parser_context.get("view") if request.parser_context else None
        if view is not None and "DPoP-Nonce" in challenge.headers:
            view.headers["DPoP-Nonce"] = challenge.headers["DPoP-Nonce"]
        return AuthenticationFailed(str(challenge.text), code=challenge.error)

    def authenticate_header(self, request: Request) -> str:
        """The `WWW-Authenticate` challenge of a 401."""
        without = resource_server.no_token(resources.declared(self.resource)).headers["WWW-Authenticate"]
        return str(request.__dict__.get(CHALLENGE, without))


class SessionTokenAuthentication(authentication.BaseAuthentication):
    """`X-Session-Token` of apps; one query, no cookie, no CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, SessionState] | None:
        """Return user and session, or None for requests without the header.

        Raises:
            AuthenticationFailed: The session was revoked or is anonymous.
        """
        session = credentials.session_of(request._request)  # noqa: SLF001 - as above
        if session is None:
            return None
        if isinstance(session, Bad):
            raise _bad(session)
        return session.user, session

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The `WWW-Authenticate` challenge of a 401."""
        return credentials.SESSION_CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session cookie, with a CSRF check on unsafe requests; one query. `request.auth` is the session.

    Requests that `token_middleware` authenticated by a header are left to the classes for these headers, which check
    scopes.
    """

    def authenticate(self, request: Request) -> tuple[Any, SessionState | None] | None:
        """Return user and session, or None for an anonymous session.

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

    def enforce_csrf(self, request: Request) -> None:
        """Check the CSRF token.

        Raises:
            PermissionDenied: It is missing or wrong.
            ParseError: The form that may contain it cannot be read.
        """
        try:
            readable.check_form(request._request)  # noqa: SLF001 - as above
        except Refused as refused:
            cause = refused.__context__
            broken = isinstance(cause, MultiPartParserError)
            raise ParseError(f"Multipart form parse error - {cause}" if broken else None) from None
        super().enforce_csrf(request)


class BasicAuthentication(authentication.BasicAuthentication):
    """A name and a password with every request; two queries, and one password hash every few minutes.

    The same limits and policies apply as to a login: a user who needs more than a password is refused, with the missing
    step as `code`. Source: RFC 7617.

    REST framework rolls back the transaction of a request that it refuses, and with it the attempts counted in the
    database: a view under `ATOMIC_REQUESTS` needs limits in Redis, or `transaction.non_atomic_requests`.
    """

    def authenticate_credentials(self, userid: str, password: str, request: Request | None = None) -> tuple[Any, None]:
        """Check name and password, and return the user.

        Raises:
            AuthenticationFailed: Unknown, wrong or disabled, or the login needs a further step.
            Throttled: Too many attempts, by account or by network.
            APIException: 503 if too many requests are hashing passwords, or the database does not respond.
            ImproperlyConfigured: Wrong passwords would not be counted in this view.
        """
        if limits.rolled_back_on_refusal():
            raise ImproperlyConfigured(UNCOUNTED)
        plain = request._request if request is not None else None  # noqa: SLF001 - as above
        try:
            visit = visitor.without_session(plain, "app") if plain is not None else Visit(client="app")
            if plain is not None:
                visit = msgspec.structs.replace(visit, network_call=visitor.network_call(plain, LIMIT, visit))
            return every_request.verify(visit, name=userid, password=password).account.user, None
        except Refused as refused:
            raise _failure(refused) from refused


def _failure(refused: Refused) -> APIException:
    decisions.refuse(refused)
    reason = refused.refusals[0]
    if reason.kind is Kind.UNAVAILABLE:
        return ServiceUnavailable(reason.retry_after)
    if reason.retry_after is not None:
        return Throttled(wait=reason.retry_after)
    if reason.kind is Kind.PROOF_REQUIRED:
        return AuthenticationFailed({"detail": INVALID, "code": reason.code})
    return AuthenticationFailed(INVALID)


class ServiceUnavailable(APIException):
    """503, with `Retry-After`."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("Try again later.")
    default_code = "unavailable"

    def __init__(self, wait: int | None) -> None:
        """Set `wait`, from which the framework's exception handler makes `Retry-After`."""
        super().__init__()
        self.wait = wait
