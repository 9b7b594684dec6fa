"""Pairs of tokens, and sliding ones: what a login opens, how they are renewed, and how they end.

Behind each pair stands a family (`gatepost.tokens.families`). Half of every `jti` names it, that of an access token
too, so that the end of a login is the end of them all.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.account import read_key
from gatepost.dialects.simple_jwt import signed, verdicts
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.dialects.simple_jwt.verdicts import NotValid, no_account
from gatepost.errors import Refused
from gatepost.flow import refresh
from gatepost.flow.grant import Login
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.tokens import families, lineage

PAIR, SLIDING = "simple_jwt", "sliding"
KINDS = {signed.ACCESS: PAIR, signed.REFRESH: PAIR, signed.SLIDING: SLIDING}
"""What a token says that it is, and the kind of its family."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two tokens.

    Args:
        access: For requests.
        refresh: For the next pair; empty where the old one stays.
        access_expires_at: When the one ends.
        refresh_expires_at: When the other does.
    """

    access: str
    refresh: str
    access_expires_at: datetime
    refresh_expires_at: datetime

    def __repr__(self) -> str:
        return "<Pair>"


def opens_pair(login: Login) -> Pair:
    """What `flow.grant` opens for a login of this wire."""
    settings, visit = conf.read(SimpleJwtSettings), login.visit
    begun = families.start(
        login.account.user,
        kind=PAIR,
        ip=visit.ip,
        user_agent=visit.user_agent,
        lifetime=timedelta(seconds=settings.refresh_seconds),
    )
    claims = signed.claims_of(login.account.user)
    return _pair(begun, claims, renewed=True)


def _pair(generation: families.Generation, claims: Mapping[str, Any], *, renewed: bool) -> Pair:
    lifetime = timedelta(seconds=conf.read(SimpleJwtSettings).access_seconds)
    end = min(clock.now() + lifetime, generation.expires_at)
    jti = generation.text[: lineage.ROOT_SIGNS] + secrets.token_hex((lineage.ID_SIGNS - lineage.ROOT_SIGNS) // 2)
    text = generation.text
    return Pair(
        access=signed.make(signed.ACCESS, jti, claims, expires_at=end),
        refresh=signed.make(signed.REFRESH, text, claims, expires_at=generation.expires_at) if renewed else "",
        access_expires_at=end,
        refresh_expires_at=generation.expires_at,
    )


def renew(visit: Visit, text: str) -> Pair:
    """Another pair for a refresh token; without a refresh token where they do not rotate.

    Raises:
        NotValid: With the wire's text.
        AuthenticationFailed: The user is disabled or gone.
    """
    settings = conf.read(SimpleJwtSettings)
    claims = signed.read(text, signed.REFRESH)
    rotates = settings.rotate_refresh_tokens
    generation = _renewed(
        visit,
        claims,
        kind=PAIR,
        rotates=rotates,
        strict=rotates and settings.blacklist_after_rotation,
        lifetime=timedelta(seconds=settings.refresh_seconds),
        grace=timedelta(seconds=settings.grace_seconds),
    )
    return _pair(generation, signed.handed_on(claims), renewed=rotates)


def _renewed(visit: Visit, claims: Mapping[str, Any], **how: Any) -> families.Generation:
    try:
        return refresh.renew(visit, token=claims[conf.read(SimpleJwtSettings).jti_claim], **how)
    except Refused as refused:
        if refresh.REFUSALS[families.Why.EXPIRED] in refused.refusals:
            raise NotValid(verdicts.EXPIRED) from refused
        user = user_of(claims)
        if user is None or not user.is_active:
            raise no_account() from refused
        raise NotValid(verdicts.BLACKLISTED) from refused


def user_of(claims: Mapping[str, Any]) -> Any:
    """The user whom claims name; None for nobody."""
    wanted = read_key(str(claims.get(conf.read(SimpleJwtSettings).user_id_claim)))
    return queries.user(wanted) if wanted is not None else None


def end(visit: Visit, text: str) -> None:
    """End the login of a refresh token.

    Raises:
        NotValid: With the wire's text; also where it has ended already.
    """
    settings = conf.read(SimpleJwtSettings)
    claims = signed.read(text, signed.REFRESH)
    user_id = claims.get(settings.user_id_claim)
    if not refresh.log_out(visit, token=claims[settings.jti_claim], kind=PAIR, user_id=user_id):
        raise NotValid(verdicts.BLACKLISTED)


def opens_sliding(login: Login) -> str:
    """The one token of a sliding login."""
    settings, visit = conf.read(SimpleJwtSettings), login.visit
    longest = timedelta(seconds=settings.sliding_refresh_seconds)
    begun = families.start(
        login.account.user, kind=SLIDING, ip=visit.ip, user_agent=visit.user_agent, lifetime=longest, absolute=longest
    )
    claims = {signed.REFRESH_EXP: int(begun.expires_at.timestamp()), **signed.claims_of(login.account.user)}
    return _slid(begun, claims)


def _slid(generation: families.Generation, claims: Mapping[str, Any]) -> str:
    lifetime = timedelta(seconds=conf.read(SimpleJwtSettings).sliding_seconds)
    end_at = min(clock.now() + lifetime, generation.expires_at)
    return signed.make(signed.SLIDING, generation.text, claims, expires_at=end_at)


def slide(visit: Visit, text: str) -> str:
    """The same sliding token with a later end.

    Raises:
        NotValid: With the wire's text.
        AuthenticationFailed: The user is disabled or gone.
    """
    claims = signed.read(text, signed.SLIDING)
    last = claims.get(signed.REFRESH_EXP)
    if last is None or type(last) not in (int, float):
        raise NotValid(verdicts.NO_REFRESH_END)
    if clock.unix() >= last:
        raise NotValid(verdicts.REFRESH_ENDED)
    generation = _renewed(visit, claims, kind=SLIDING, rotates=False, strict=False)
    return _slid(generation, signed.handed_on(claims))
