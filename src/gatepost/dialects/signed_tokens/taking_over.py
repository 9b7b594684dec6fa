"""Tokens issued by simplejwt itself with the same key: refresh and sliding tokens become families of ours once.

The `jti` of such a token is a random UUID, which ours never are. The token becomes the first generation of its family,
so it stays valid if tokens do not rotate. The mark that it was taken over outlives the family, so that a revoked token
is not taken over again. Nor is a token older than the last event that revoked its user's logins. An access token stays
valid until it expires, under the same conditions; it names no login, so it becomes none.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.accounts import read_key
from gatepost.dialects.signed_tokens import signing
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.flow import notices, revocation
from gatepost.flow.issuing import UNKNOWN_MOMENT
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import User
from gatepost.tokens.origin import Origin
from gatepost.tokens.refresh import families, lineage
from gatepost.tokens.refresh import taken_over_queries as taken_over
from gatepost.tokens.settings import TokensSettings

LONG_AGO = datetime.fromtimestamp(UNKNOWN_MOMENT, UTC)
MERCY = families.GRACE
"""How long a second use of such a token counts as a race, which is refused, and not as theft."""


class _NotTaken(Exception):  # noqa: N818 - rolls the transaction back, and is caught where that was started
    """The token must not be taken over."""


def user_of(claims: Mapping[str, Any]) -> Any:
    """The user of the claims, or None."""
    wanted = _named(claims)
    return queries.user(wanted) if wanted is not None else None


def _named(claims: Mapping[str, Any]) -> Any:
    return read_key(str(claims.get(conf.read(SimpleJwtSettings).user_id_claim)))


def is_foreign(claims: Mapping[str, Any]) -> bool:
    """Whether a token was issued by simplejwt, and taking over is enabled."""
    settings = conf.read(SimpleJwtSettings)
    return settings.take_over and lineage.is_uuid(claims[settings.jti_claim])


def owner(claims: Mapping[str, Any]) -> Any:
    """The user of a valid token of simplejwt's that was not taken over yet, or None; only `take` decides.

    One query; another one for the blacklist, in which simplejwt has no access tokens.
    """
    settings = conf.read(SimpleJwtSettings)
    named, since = _named(claims), _moment(claims.get("iat"))
    if not is_foreign(claims) or named is None or since is None or audit.may_be_deleted(since):
        return None
    jti = claims[settings.jti_claim]
    user = taken_over.owner(named, jti, revocation.ENDING, since)
    if user is None or not _is_of_password(user, claims):
        return None
    is_access = claims.get(settings.token_type_claim) == signing.ACCESS
    return None if not is_access and taken_over.is_blacklisted(jti) else user


def take(visit: Visit, claims: Mapping[str, Any], kind: str) -> bool:
    """Convert a token to a family; of several concurrent requests one gets True.

    Args:
        visit: The request.
        claims: Claims of a refresh or sliding token whose signature and expiry were verified.
        kind: Kind of the family.
    """
    return is_foreign(claims) and _once(lambda: _take(visit, claims, kind))


def end(visit: Visit, claims: Mapping[str, Any]) -> bool:
    """Revoke a token that was not taken over yet; of several concurrent requests one gets True."""
    return is_foreign(claims) and _once(lambda: _end(visit, claims))


def _once(act: Callable[[], object]) -> bool:
    try:
        database.retry_transaction_on_deadlock(act)
    except _NotTaken:
        return False
    return True


def _take(visit: Visit, claims: Mapping[str, Any], kind: str) -> None:
    if (named := _named(claims)) is None:
        raise _NotTaken
    queries.lock(named)  # wait for concurrent operations that revoke the user's logins before reading anything
    user, jti = _marked(claims), claims[conf.read(SimpleJwtSettings).jti_claim]
    if not user.is_active:
        raise _NotTaken
    families.start(
        user,
        kind=kind,
        # The time of the login is unknown, since rotation renews a token's `iat`: treat it as not recent.
        origin=Origin(wire=visit.wire, authenticated_at=LONG_AGO, ip=visit.ip, user_agent=visit.user_agent),
        lifetime=timedelta(seconds=_last(claims) - clock.unix()),
        text=jti,
    )
    audit.record("refresh_token_taken_over", visit=visit, user_id=user.pk)


def _end(visit: Visit, claims: Mapping[str, Any]) -> None:
    user = _marked(claims)
    audit.record("logout", visit=visit, user_id=user.pk)
    notices.keep(visit, user, notices.LOGGED_OUT)


def _marked(claims: Mapping[str, Any]) -> Any:
    """Mark a token as taken over, and return its user."""
    ends, longest = _moment(_last(claims)), timedelta(seconds=conf.read(TokensSettings).refresh_absolute_seconds)
    if ends is None:
        raise _NotTaken
    jti = claims[conf.read(SimpleJwtSettings).jti_claim]
    if not taken_over.mark(jti, max(ends, clock.now() + longest)):
        raise _NotTaken
    user = user_of(claims)
    if not _is_good(user, claims):
        raise _NotTaken
    return user


def _last(claims: Mapping[str, Any]) -> Any:
    """When a token can be refreshed for the last time."""
    return claims.get(signing.REFRESH_EXP, claims["exp"])


def _is_good(user: User, claims: Mapping[str, Any]) -> bool:
    settings = conf.read(SimpleJwtSettings)
    since = _moment(claims.get("iat"))
    if user is None or since is None or not _is_of_password(user, claims):
        return False
    ended = audit.may_be_deleted(since) or audit.happened(revocation.ENDING, user_id=user.pk, since=since)
    return not ended and not taken_over.is_blacklisted(claims[settings.jti_claim])


def _is_of_password(user: User, claims: Mapping[str, Any]) -> bool:
    settings = conf.read(SimpleJwtSettings)
    return is_of_password(user, claims, settings.revoke_token_claim, required=settings.check_revoke_token)


def is_of_password(user: User, claims: Mapping[str, Any], claim: str, *, required: bool) -> bool:
    """Whether the digest of the password hash in a token is that of the user's password.

    Args:
        user: The user.
        claims: The token's claims.
        claim: The claim with the digest.
        required: Whether a token without it is refused.
    """
    return (claim not in claims and not required) or claims.get(claim) == signing.password_mark(user)


def _moment(value: Any) -> datetime | None:
    """Convert a time claim, rounded down to seconds; None if it is invalid."""
    try:
        return datetime.fromtimestamp(int(value), UTC) if type(value) in (int, float) else None
    except (ValueError, OverflowError, OSError):
        return None
