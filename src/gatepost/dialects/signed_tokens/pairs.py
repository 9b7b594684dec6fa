"""Pairs of tokens and sliding tokens: issued by logins, refreshed, revoked.

Each pair belongs to a family (`gatepost.tokens.refresh.families`), which the first part of every `jti` identifies, also
that of an access token; so revoking a login revokes all its tokens.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.dialects.signed_tokens import errors, signing, taking_over
from gatepost.dialects.signed_tokens.errors import InvalidToken, no_account
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.errors import Refused
from gatepost.features.tokens.operations import refresh
from gatepost.flow.issuing import Login, Opener
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.tokens.refresh import families, lineage
from gatepost.tokens.refresh.invalid_refresh import Why

PAIR, SLIDING = "simple_jwt", "sliding"
KINDS = {signing.ACCESS: PAIR, signing.REFRESH: PAIR, signing.SLIDING: SLIDING}
"""Token types, and the kinds of their families."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of tokens.

    Args:
        access: The access token.
        refresh: The refresh token; empty if the old one stays valid.
        access_expires_at: Expiry of the access token.
        refresh_expires_at: Expiry of the refresh token.
    """

    access: str
    refresh: str
    access_expires_at: datetime
    refresh_expires_at: datetime

    def __repr__(self) -> str:
        return "<Pair>"


def _issue_pair(login: Login) -> Pair:
    settings = conf.read(SimpleJwtSettings)
    begun = families.start(
        login.account.user,
        kind=PAIR,
        origin=login.origin,
        collected=login.collected,
        lifetime=timedelta(seconds=settings.refresh_seconds),
    )
    claims = signing.claims_of(login.account.user)
    return _pair(begun, claims, renewed=True)


OPENS_PAIR = Opener(issue=_issue_pair, at_once=True)
"""Issues a login's `Pair`."""


def _pair(generation: families.Generation, claims: Mapping[str, Any], *, renewed: bool) -> Pair:
    lifetime = timedelta(seconds=conf.read(SimpleJwtSettings).access_seconds)
    end = min(clock.now() + lifetime, generation.expires_at)
    jti = generation.text[: lineage.ROOT_LENGTH] + secrets.token_hex((lineage.ID_LENGTH - lineage.ROOT_LENGTH) // 2)
    text = generation.text
    return Pair(
        access=signing.make(signing.ACCESS, jti, claims, expires_at=end),
        refresh=signing.make(signing.REFRESH, text, claims, expires_at=generation.expires_at) if renewed else "",
        access_expires_at=end,
        refresh_expires_at=generation.expires_at,
    )


def renew(visit: Visit, text: str) -> Pair:
    """Refresh a pair; without rotation, the result has no new refresh token.

    Raises:
        InvalidToken: With simplejwt's text.
        AuthenticationFailed: The user is disabled or deleted.
    """
    settings = conf.read(SimpleJwtSettings)
    claims = signing.read(text, signing.REFRESH)
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
    return _pair(generation, signing.handed_on(claims, generation.family.user), renewed=rotates)


def _renewed(visit: Visit, claims: Mapping[str, Any], **how: Any) -> families.Generation:
    try:
        return _of_family(visit, claims, **how)
    except Refused as refused:
        if refresh.REFUSALS[Why.EXPIRED] in refused.refusals:
            raise InvalidToken(errors.EXPIRED) from refused
        user = taking_over.user_of(claims)
        if user is None or not user.is_active:
            raise no_account() from refused
        raise InvalidToken(errors.BLACKLISTED) from refused


def _of_family(visit: Visit, claims: Mapping[str, Any], *, kind: str, **how: Any) -> families.Generation:
    token = claims[conf.read(SimpleJwtSettings).jti_claim]
    if not taking_over.is_foreign(claims):
        return refresh.renew(visit, token=token, kind=kind, **how)
    how["mercy"] = taking_over.MERCY
    try:
        return refresh.renew(visit, token=token, kind=kind, **how)
    except Refused as refused:
        if refresh.REFUSALS[Why.UNKNOWN] not in refused.refusals:
            raise
    taking_over.take(visit, claims, kind)
    return refresh.renew(visit, token=token, kind=kind, **how)  # the loser of a race finds the winner's family


def end(visit: Visit, text: str) -> None:
    """Revoke the login of a refresh token.

    Raises:
        InvalidToken: With simplejwt's text; also if it was revoked already.
    """
    settings = conf.read(SimpleJwtSettings)
    claims = signing.read(text, signing.REFRESH)
    how = {"token": claims[settings.jti_claim], "kind": PAIR, "user_id": claims.get(settings.user_id_claim)}
    ended = refresh.log_out(visit, **how) or taking_over.end(visit, claims)
    if not ended and taking_over.is_foreign(claims):
        ended = refresh.log_out(visit, **how)  # a concurrent request took it over
    if not ended:
        raise InvalidToken(errors.BLACKLISTED)


def _issue_sliding(login: Login) -> str:
    settings = conf.read(SimpleJwtSettings)
    longest = timedelta(seconds=settings.sliding_refresh_seconds)
    begun = families.start(
        login.account.user,
        kind=SLIDING,
        origin=login.origin,
        collected=login.collected,
        lifetime=longest,
        absolute=longest,
    )
    claims = {signing.REFRESH_EXP: int(begun.expires_at.timestamp()), **signing.claims_of(login.account.user)}
    return _slid(begun, claims)


OPENS_SLIDING = Opener(issue=_issue_sliding, at_once=True)
"""Issues the sliding token of a login."""


def _slid(generation: families.Generation, claims: Mapping[str, Any]) -> str:
    lifetime = timedelta(seconds=conf.read(SimpleJwtSettings).sliding_seconds)
    end_at = min(clock.now() + lifetime, generation.expires_at)
    return signing.make(signing.SLIDING, generation.text, claims, expires_at=end_at)


def slide(visit: Visit, text: str) -> str:
    """Refresh a sliding token: the same token with a later expiry.

    Raises:
        InvalidToken: With simplejwt's text.
        AuthenticationFailed: The user is disabled or deleted.
    """
    claims = signing.read(text, signing.SLIDING)
    last = claims.get(signing.REFRESH_EXP)
    if last is None or type(last) not in (int, float):
        raise InvalidToken(errors.NO_REFRESH_END)
    if clock.unix() >= last:
        raise InvalidToken(errors.REFRESH_ENDED)
    generation = _renewed(visit, claims, kind=SLIDING, rotates=False, strict=False)
    return _slid(generation, signing.handed_on(claims, generation.family.user))
