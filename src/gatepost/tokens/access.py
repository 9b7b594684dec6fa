"""Access tokens as JWT: made for a session, checked without a statement.

The user is not touched until somebody asks for it; then one statement finds the session, with its user, so that what
ended the session (logout, another password, a disabled account) is felt there. With `tokens.check_session` each check
asks. Source: RFC 9068, but for `client_id`, since there are no clients to name.
"""

import functools
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string
from joserfc.jwk import OctKey

from gatepost import conf
from gatepost.ground import clock
from gatepost.sessions import issue, queries
from gatepost.sessions.state import SessionState
from gatepost.tokens import jwe, jwt, signing_keys
from gatepost.tokens.jwt import BadToken, Claims, Policy, Reason
from gatepost.tokens.settings import TokensSettings

TYPE = "at+jwt"
OURS = frozenset(
    ("iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time", "amr", "acr", "scope", "token_use")
)
NUMBER_SIGNS = 16
_UNASKED = object()


def make(session: SessionState, *, scope: str = "") -> str:
    """An access token for a session.

    Args:
        session: Somebody is logged in there.
        scope: Names of scopes with blanks between them.
    """
    settings, now = conf.read(TokensSettings), int(clock.unix())
    audiences = settings.audiences or (settings.issuer,)
    proved = [float(proof["at"]) for proof in session.proofs if "at" in proof]
    claims: dict[str, Any] = {
        "iss": settings.issuer,
        "aud": audiences[0] if len(audiences) == 1 else list(audiences),
        "sub": str(getattr(session.user, settings.subject_field)),
        "sid": str(session.number),
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + settings.access_seconds,
        "auth_time": int(max(proved, default=session.created_at.timestamp())),
        "amr": session.amr,
        "acr": f"aal{session.level}",
        "token_use": "access",
    }
    if scope:
        claims["scope"] = scope
    if settings.claims:
        claims |= _further(settings.claims, session)
    token = jwt.sign(claims, signing_keys.ring().active, typ=TYPE)
    key = _encryption_key(settings.encryption_key)
    return jwe.encrypt(token, key, typ=TYPE) if key is not None else token


def _further(path: str, session: SessionState) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _function(path)(session)
    if taken := OURS & found.keys():
        raise ImproperlyConfigured(f"tokens.claims: {path} may not give {', '.join(sorted(taken))}")
    return found


class Access:
    """An access token that was verified.

    Args:
        claims: All it says.
    """

    __slots__ = ("_session", "claims")

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self._session: Any = _UNASKED

    def __repr__(self) -> str:
        return f"<Access {self.claims.id}>"

    @property
    def subject(self) -> str:
        """Whom it is about, by `tokens.subject_field`."""
        return self.claims.subject

    @property
    def scopes(self) -> frozenset[str]:
        """What it is limited to; nothing: to nothing."""
        return frozenset(str(self.claims.values.get("scope", "")).split())

    @property
    def level(self) -> int:
        """How strongly the session was proved when this was made; see `sessions.strength`."""
        return 2 if self.claims.values.get("acr") == "aal2" else 1

    @property
    def proved_at(self) -> float:
        """When its user proved something the last time, in Unix seconds."""
        return float(self.claims.values.get("auth_time", 0))

    @property
    def session(self) -> SessionState | None:
        """Its session, if that still lives; one statement, the first time."""
        if self._session is _UNASKED:
            self._session = issue.behind(queries.by_number(int(self.claims.values["sid"])))
        found: SessionState | None = self._session
        return found

    @property
    def user(self) -> Any:
        """Its user, if the session still lives, or None; one statement, the first time."""
        return self.session.user if self.session is not None else None


def looks_like_one(text: str) -> bool:
    """Whether somebody meant a text for a JWT, good or not: it has dots, as no other token of ours."""
    return "." in text


def check(text: str) -> Access:
    """Verify an access token; no statement, or one with `tokens.check_session`.

    Raises:
        BadToken: It is worth nothing; `ENDED` where its session was asked for and is gone.
    """
    settings = conf.read(TokensSettings)
    key = _encryption_key(settings.encryption_key)
    claims = jwt.verify(text if key is None else jwe.decrypt(text, key), _policy())
    sid = claims.values["sid"]
    if type(sid) is not str or not (sid.isascii() and sid.isdigit()) or len(sid) > NUMBER_SIGNS:
        raise BadToken(Reason.MALFORMED, "sid")
    found = Access(claims)
    if settings.check_session and found.session is None:
        raise BadToken(Reason.ENDED)
    return found


def at_hand() -> bool:
    """Whether a check needs no database."""
    return signing_keys.at_hand() and not conf.read(TokensSettings).check_session


@functools.cache
def _policy() -> Policy:
    settings = conf.read(TokensSettings)
    return Policy(
        keys=signing_keys.find,
        types=(TYPE,),
        issuers=(settings.issuer,),
        audiences=settings.audiences or (settings.issuer,),
        required=("exp", "iat", "iss", "aud", "sub", "sid", "jti"),
    )


@functools.cache
def _encryption_key(text: str) -> OctKey | None:
    return jwe.key_of(text) if text else None


@functools.cache
def _function(path: str) -> Callable[[SessionState], Mapping[str, Any]]:
    found: Callable[[SessionState], Mapping[str, Any]] = import_string(path)
    return found


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        _policy.cache_clear()


setting_changed.connect(_forget)
