"""Access tokens as JWTs: issued for a session, verified without a query.

The user is loaded only when it is read; then one query finds the session with its user, so that whatever ended the
session (logout, a new password, a disabled account) takes effect. With `tokens.check_session` every check queries.
Source: RFC 9068, except `client_id`, since there are no registered clients.
"""

import functools
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.ground import clock
from gatepost.sessions import issue, queries, strength
from gatepost.sessions.state import SessionState
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import jwe, jwt, signing_keys
from gatepost.tokens.signed.jwe import EncryptionKey
from gatepost.tokens.signed.jwt import BadToken, Claims, Policy, Reason

TYPE, HEADLESS_TYPE = "at+jwt", "JWT"
USE = "access"
OURS = frozenset(
    ("iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time", "amr", "acr", "scope", "token_use")
)
NUMBER_LENGTH = 16
_UNASKED = object()


def make(session: SessionState, *, scope: str = "") -> str:
    """Issue an access token for a session.

    Args:
        session: A logged-in session.
        scope: Space-separated scopes.
    """
    settings = conf.read(TokensSettings)
    headless = settings.form == "headless"
    claims = _headless_claims(session, settings) if headless else _claims(session, settings)
    if scope:
        claims["scope"] = scope
    if settings.claims:
        claims |= _project_claims(settings.claims, session)
    typ = HEADLESS_TYPE if headless else TYPE
    token = jwt.sign(claims, signing_keys.ring().active, typ=typ)
    key = _encryption_key(settings.encryption_key)
    return jwe.encrypt(token, key, typ=typ) if key is not None else token


def _headless_claims(session: SessionState, settings: TokensSettings) -> dict[str, Any]:
    """The claims of the headless specification, without issuer, audience or authentication methods."""
    now = int(clock.unix())
    return {
        "sub": str(getattr(session.user, settings.subject_field)),
        "sid": str(session.number),
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + settings.access_seconds,
        "token_use": USE,
    }


def _claims(session: SessionState, settings: TokensSettings) -> dict[str, Any]:
    audiences = settings.audiences or (settings.issuer,)
    proved = [float(proof["at"]) for proof in session.proofs if "at" in proof]
    return {
        **_headless_claims(session, settings),
        "iss": settings.issuer,
        "aud": audiences[0] if len(audiences) == 1 else list(audiences),
        "auth_time": int(max(proved, default=session.created_at.timestamp())),
        "amr": session.amr,
        "acr": f"aal{session.level}",
    }


def _project_claims(path: str, session: SessionState) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _function(path)(session)
    if taken := OURS & found.keys():
        raise ImproperlyConfigured(f"tokens.claims: {path} may not give {', '.join(sorted(taken))}")
    return found


class Access:
    """A verified access token.

    Args:
        claims: Its verified claims.
    """

    __slots__ = ("_session", "claims")

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self._session: Any = _UNASKED

    def __repr__(self) -> str:
        return f"<Access {self.claims.id}>"

    @property
    def subject(self) -> str:
        """The value of the user's `tokens.subject_field`."""
        return self.claims.subject

    @property
    def scopes(self) -> frozenset[str]:
        """Its scopes; a token without scopes allows nothing that requires one."""
        return frozenset(str(self.claims.values.get("scope", "")).split())

    @property
    def level(self) -> int:
        """The level of the session when this token was issued; see `sessions.strength`.

        The headless form has no such claim, so the session is read then: one query.
        """
        if "acr" not in self.claims.values:
            return self.session.level if self.session is not None else strength.LOGGED_IN
        return 2 if self.claims.values.get("acr") == "aal2" else 1

    @property
    def authenticated_at(self) -> float:
        """When its user last authenticated, in Unix seconds; one query in the headless form, which lacks it."""
        if "auth_time" not in self.claims.values:
            return self.session.authenticated_at if self.session is not None else 0.0
        return float(self.claims.values.get("auth_time", 0))

    @property
    def session(self) -> SessionState | None:
        """Its session, if that is still valid; one query, the first time."""
        if self._session is _UNASKED:
            self._session = session_by_number(int(self.claims.values["sid"]))
        found: SessionState | None = self._session
        return found

    @property
    def user(self) -> Any:
        """Its user, or None if the session has ended; one query, the first time."""
        return self.session.user if self.session is not None else None


def session_by_number(number: int) -> SessionState | None:
    """The logged-in session with this public number, or None if it has ended; one query."""
    return issue.if_logged_in(queries.by_number(number))


def has_jwt_form(text: str) -> bool:
    """True if the text contains dots, as only JWTs do; says nothing about validity."""
    return "." in text


def check(text: str) -> Access:
    """Verify an access token; no query, or one with `tokens.check_session`.

    Raises:
        BadToken: It is invalid; `ENDED` if its session was checked and has ended.
    """
    settings = conf.read(TokensSettings)
    key = _encryption_key(settings.encryption_key)
    claims = jwt.verify(text if key is None else jwe.decrypt(text, key), _policy())
    if claims.values.get("token_use") != USE:
        raise BadToken(Reason.WRONG_TYPE, "token_use")
    sid = claims.values["sid"]
    if type(sid) is not str or not (sid.isascii() and sid.isdigit()) or len(sid) > NUMBER_LENGTH:
        raise BadToken(Reason.MALFORMED, "sid")
    found = Access(claims)
    if settings.check_session and found.session is None:
        raise BadToken(Reason.ENDED)
    return found


def needs_no_query() -> bool:
    """Whether a check needs no database query now."""
    return signing_keys.needs_no_query() and not conf.read(TokensSettings).check_session


@functools.cache
def _policy() -> Policy:
    settings = conf.read(TokensSettings)
    if settings.form == "headless":
        return Policy(
            keys=signing_keys.find, types=(HEADLESS_TYPE.lower(),), required=("exp", "iat", "sub", "sid", "jti")
        )
    return Policy(
        keys=signing_keys.find,
        types=(TYPE,),
        issuers=(settings.issuer,),
        audiences=settings.audiences or (settings.issuer,),
        required=("exp", "iat", "iss", "aud", "sub", "sid", "jti"),
    )


@functools.cache
def _encryption_key(text: str) -> EncryptionKey | None:
    return jwe.key_of(text) if text else None


@functools.cache
def _function(path: str) -> Callable[[SessionState], Mapping[str, Any]]:
    found: Callable[[SessionState], Mapping[str, Any]] = import_string(path)
    return found


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        _policy.cache_clear()


setting_changed.connect(_forget)
