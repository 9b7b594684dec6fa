"""Signed tokens in this wire's form: made and read; whether their login still lives is for others to ask."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.dialects.simple_jwt import verdicts
from gatepost.dialects.simple_jwt.keys import keys
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.dialects.simple_jwt.verdicts import NotValid
from gatepost.ground import clock
from gatepost.tokens import jwt
from gatepost.tokens.jwt import BadToken, Policy, Reason

ACCESS, REFRESH, SLIDING = "access", "refresh", "sliding"
REFRESH_EXP = "refresh_exp"
TEXTS = {Reason.EXPIRED: verdicts.EXPIRED, Reason.MISSING: verdicts.NO_END}


def password_mark(user: Any) -> str:
    """A digest of a password's hash, as this wire has it; it guards nothing but its own token's use."""
    return hashlib.md5(user.password.encode(), usedforsecurity=False).hexdigest().upper()


def claims_of(user: Any) -> dict[str, Any]:
    """What the refresh token of a user holds beside its frame, and hands on to its access tokens."""
    settings = conf.read(SimpleJwtSettings)
    own: dict[str, Any] = dict(import_string(settings.claims)(user)) if settings.claims else {}
    own[settings.user_id_claim] = str(user.pk)
    if settings.check_revoke_token:
        own[settings.revoke_token_claim] = password_mark(user)
    return own


def handed_on(claims: Mapping[str, Any]) -> dict[str, Any]:
    """What an access token takes over from its refresh token."""
    settings = conf.read(SimpleJwtSettings)
    frame = (settings.token_type_claim, settings.jti_claim, "exp", "iat", "aud", "iss")
    return {name: value for name, value in claims.items() if name not in frame}


def make(kind: str, jti: str, claims: Mapping[str, Any], *, expires_at: datetime) -> str:
    """A token.

    Args:
        kind: `access`, `refresh` or `sliding`.
        jti: Its id, 32 hex digits.
        claims: Whose it is, and what else it says.
        expires_at: When it ends.
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
    """The claims of a token that is well signed, of its time and of the kind.

    Args:
        text: As shown.
        kind: What it must be; None for any.

    Raises:
        NotValid: With the wire's text.
    """
    claims, settings = _verified(text), conf.read(SimpleJwtSettings)
    if not isinstance(claims.get(settings.jti_claim), str):
        raise NotValid(verdicts.NO_ID)
    if kind is None:
        return claims
    if settings.token_type_claim not in claims:
        raise NotValid(verdicts.NO_TYPE)
    if claims[settings.token_type_claim] != kind:
        raise NotValid(verdicts.WRONG_TYPE)
    return claims


def _verified(text: str) -> dict[str, Any]:
    settings = conf.read(SimpleJwtSettings)
    worst = NotValid()
    for one in keys()[1]:
        policy = Policy(
            keys=jwt.only(one),
            issuers=(settings.issuer,) if settings.issuer else None,
            audiences=settings.audience or None,
            required=("exp",),
            leeway=settings.leeway,
        )
        try:
            return jwt.verify(text, policy).values
        except BadToken as bad:
            if bad.reason is not Reason.SIGNATURE:
                worst = NotValid(TEXTS.get(bad.reason, verdicts.INVALID))
    raise worst
