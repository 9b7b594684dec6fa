"""Signing and verifying tokens in simplejwt's format; does not check whether their login was revoked."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.dialects.signed_tokens import errors
from gatepost.dialects.signed_tokens.errors import InvalidToken
from gatepost.dialects.signed_tokens.keys import keys
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.ground import clock
from gatepost.ground.user_types import User
from gatepost.tokens.signed import jwt
from gatepost.tokens.signed.jwt import BadToken, Policy, Reason

ACCESS, REFRESH, SLIDING = "access", "refresh", "sliding"
REFRESH_EXP = "refresh_exp"
TEXTS = {Reason.EXPIRED: errors.EXPIRED}


def password_mark(user: User) -> str:
    """The digest of a password hash as in simplejwt; MD5 suffices, since only signed tokens contain it."""
    return hashlib.md5(user.password.encode(), usedforsecurity=False).hexdigest().upper()


def claims_of(user: User) -> dict[str, Any]:
    """A user's claims: those of a refresh token besides the registered ones, which its access tokens inherit."""
    settings = conf.read(SimpleJwtSettings)
    own: dict[str, Any] = dict(import_string(settings.claims)(user)) if settings.claims else {}
    own[settings.user_id_claim] = str(user.pk)
    if settings.check_revoke_token:
        own[settings.revoke_token_claim] = password_mark(user)
    return own


def handed_on(claims: Mapping[str, Any], user: User) -> dict[str, Any]:
    """The claims that a token inherits from the one that is refreshed.

    Args:
        claims: The claims of the refreshed token.
        user: Its user. The digest of the password hash is renewed: the same password may have got a new hash since.
    """
    settings = conf.read(SimpleJwtSettings)
    frame = (settings.token_type_claim, settings.jti_claim, "exp", "iat", "aud", "iss")
    inherited = {name: value for name, value in claims.items() if name not in frame}
    if settings.check_revoke_token:
        inherited[settings.revoke_token_claim] = password_mark(user)
    return inherited


def make(kind: str, jti: str, claims: Mapping[str, Any], *, expires_at: datetime) -> str:
    """Sign a token.

    Args:
        kind: `access`, `refresh` or `sliding`.
        jti: The token's id, 32 hex digits.
        claims: The user and additional claims.
        expires_at: The token's expiry.
    """
    settings = conf.read(SimpleJwtSettings)
    frame: dict[str, Any] = {
        settings.token_type_claim: kind,
        "exp": int(expires_at.timestamp()),
        "iat": int(clock.unix()),
        settings.jti_claim: jti,
    }
    if settings.audience:
        frame["aud"] = settings.audience[0] if len(settings.audience) == 1 else list(settings.audience)
    if settings.issuer:
        frame["iss"] = settings.issuer
    return jwt.sign({**frame, **claims}, keys()[0])


def read(text: str, kind: str | None) -> dict[str, Any]:
    """Verify a token's signature, times and type, and return its claims.

    Args:
        text: The token.
        kind: The required type; None for any.

    Raises:
        InvalidToken: With the wire's text.
    """
    claims, settings = _verified(text), conf.read(SimpleJwtSettings)
    if not isinstance(claims.get(settings.jti_claim), str):
        raise InvalidToken(errors.NO_ID)
    if kind is None:
        return claims
    if settings.token_type_claim not in claims:
        raise InvalidToken(errors.NO_TYPE)
    if claims[settings.token_type_claim] != kind:
        raise InvalidToken(errors.WRONG_TYPE)
    return claims


def _verified(text: str) -> dict[str, Any]:
    settings = conf.read(SimpleJwtSettings)
    worst = errors.INVALID
    for one in keys()[1]:
        policy = Policy(
            keys=jwt.only(one),
            issuers=(settings.issuer,) if settings.issuer else None,
            audiences=settings.audience or None,
            required=(),
            leeway=settings.leeway,
        )
        try:
            values = jwt.verify(text, policy).values
        except BadToken as bad:
            if bad.reason is not Reason.SIGNATURE:
                worst = TEXTS.get(bad.reason, errors.INVALID)
            continue
        # Checked after audience and issuer, as in simplejwt.
        if "exp" not in values:
            raise InvalidToken(errors.NO_END)
        return values
    raise InvalidToken(worst)
