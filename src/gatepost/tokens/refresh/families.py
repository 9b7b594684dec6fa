"""Refresh tokens: one row per login, one valid token at a time.

Rules: one conditional update rotates, and its row count decides; the successor is derived from its parent with a key
that only the server has, so that all concurrent requests get the same one and it is never stored; a parent stays valid
for ten seconds, or until its successor is used; any older token revokes the family, as do logout, a change of the
password, disabling the account, and "log out everywhere". Tokens have two forms: `native` families have opaque ones
(`gpr_…`), all others a JWT whose `jti` these functions accept and return; the dialect signs and verifies it. One half
of each identifies the family, the other half the generation.
Source: RFC 9700, section 4.14.2.
"""

from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any

import msgspec

from gatepost import conf
from gatepost.ground import audit, clock, database
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.ground.prebuilt_queries import unsaved
from gatepost.ground.user_types import User, UserId
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.origin import UNKNOWN, Origin
from gatepost.tokens.refresh import family_queries, lineage
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why
from gatepost.tokens.refresh.lineage import NATIVE
from gatepost.tokens.settings import TokensSettings

GRACE = timedelta(seconds=10)


class Generation(msgspec.Struct, frozen=True):
    """A valid refresh token.

    Args:
        text: The token of a native family, else the `jti` of its JWT.
        family: Its row, with `user` and `session`.
        expires_at: When it expires if it isn't used.
    """

    text: str
    family: RefreshFamily
    expires_at: datetime

    @property
    def access(self) -> str:
        """The opaque access token of a native family; the same for all concurrent requests."""
        return lineage.access(self.text)

    def __repr__(self) -> str:
        return f"<Generation of {self.family}>"


def start(
    user: Any,
    *,
    kind: str = NATIVE,
    session: SessionState | None = None,
    origin: Origin = UNKNOWN,
    scope: str = "",
    lifetime: timedelta | None = None,
    absolute: timedelta | None = None,
    text: str = "",
    collected: Collected | None = None,
) -> Generation:
    """Start a family.

    Args:
        user: The user.
        kind: `native`, or a dialect's name of at most 16 letters.
        session: The session that it belongs to and ends with; None for an independent one.
        origin: The login that starts it.
        scope: Space-separated scopes.
        lifetime: How long a token may stay unused; None for the setting.
        absolute: How long the family lasts at most; None for the setting.
        text: Its first token, if another package issued it; empty for a new one.
        collected: Where to add its row, if a statement of the caller's writes it.
    """
    text, now, settings = text or lineage.make(kind), clock.now(), conf.read(TokensSettings)
    last = now + (absolute or timedelta(seconds=settings.refresh_absolute_seconds))
    family = unsaved(
        RefreshFamily,
        number=randbelow(2**52 - 1) + 1,
        kind=kind,
        lookup=lineage.lookups(kind, text)[0],
        session_id=session.id if session is not None else None,
        auth_hash=issue.auth_hash(user) if session is None else "",
        current=lineage.digests(kind, text)[0],
        access=lineage.access_digest(kind, text),
        scope=scope,
        wire=origin.wire,
        authenticated_at=origin.authenticated_at or now,
        ip=origin.ip,
        user_agent=origin.user_agent[:300],
        created_at=now,
        expires_at=min(now + (lifetime or timedelta(seconds=settings.refresh_seconds)), last),
        absolute_expires_at=last,
    )
    family.user = user
    database.retry_on_deadlock(lambda: family_queries.insert(family, collected))
    return Generation(text, family, family.expires_at)


def rotate(
    text: str,
    *,
    kind: str = NATIVE,
    visit: audit.Visitor | None = None,
    lifetime: timedelta | None = None,
    strict: bool = True,
    grace: timedelta = GRACE,
    mercy: timedelta = timedelta(0),
    found: RefreshFamily | None = None,
) -> Generation:
    """Return a token's successor, the same one for every request with the same token within ten seconds.

    Two queries. Never call it in a transaction that a refusal rolls back: revocation after a replay must persist.

    Args:
        text: The token, or the `jti` of a verified one.
        kind: As the family was started.
        visit: The request, for the audit event of a replay.
        lifetime: How long the successor may stay unused; None for the setting.
        strict: Whether an older generation is a replay; otherwise any generation is valid.
        grace: How long a parent stays valid.
        mercy: How long after rotation a parent is refused without revoking the family.
        found: The token's family with its user and session, if the caller has read them; saves a query.

    Raises:
        InvalidRefresh: The token is invalid.
    """
    family = find(kind, text) if found is None else _require_valid(found)
    if not strict:
        return _sibling(family, lifetime, kind, text)
    if family.current in lineage.digests(kind, text):
        successor = lineage.successors(kind, text)[0]
        if _write(family, successor, lifetime):
            return Generation(successor, family, family.expires_at)
        family = find(kind, text)
    return _same(family, text, visit, grace, mercy)


def reuse(text: str, *, kind: str, visit: audit.Visitor | None = None, strict: bool = True) -> Generation:
    """Look up a token without rotating it; one query.

    Args:
        text: The `jti` of a verified token.
        kind: As the family was started.
        visit: The request, for the audit event of a replay.
        strict: Whether an older generation is a replay; otherwise any generation is valid.

    Raises:
        InvalidRefresh: The token is invalid.
    """
    family = find(kind, text)
    if strict and family.current not in lineage.digests(kind, text):
        raise _replayed(family, visit)
    return Generation(text, family, family.expires_at)


def is_latest(family: RefreshFamily, text: str) -> bool:
    """Whether a token is the latest of its family."""
    return family.current in lineage.digests(family.kind, text)


def end(text: str, *, kind: str = NATIVE) -> bool:
    """Revoke the family of a token of any generation; false if there was none."""
    lookups = lineage.lookups(kind, text)
    return bool(lookups) and database.retry_on_deadlock(lambda: family_queries.delete(lookup__in=lookups)) > 0


def end_all(user_id: UserId) -> None:
    """Revoke every family of a user."""
    database.retry_on_deadlock(lambda: family_queries.delete(user_id=user_id))


def keep_after_rehash(user: User, old_hash: str) -> int:
    """Keep independent families valid after the same password was rehashed."""
    return family_queries.replace_hash(user.pk, old_hash, issue.auth_hash(user))


def of_user(user_id: UserId) -> list[RefreshFamily]:
    """A user's valid families, newest first."""
    return family_queries.of_user(user_id, clock.now())


def of_access(text: str) -> RefreshFamily:
    """The valid family of an opaque access token, with its session; one query, none for malformed input.

    Raises:
        InvalidRefresh: The token is invalid.
    """
    lookups = lineage.access_lookups(text)
    family = family_queries.by_access(lookups) if lookups else None
    if family is None:
        raise InvalidRefresh(Why.UNKNOWN)
    since = family.rotated_at or family.created_at
    if clock.now() >= since + timedelta(seconds=conf.read(TokensSettings).access_seconds):
        raise InvalidRefresh(Why.EXPIRED)
    return _require_valid(family)


def find(kind: str, text: str) -> RefreshFamily:
    """The valid family of a token of any generation; one query, none for malformed input.

    Raises:
        InvalidRefresh: It is invalid.
    """
    lookups = lineage.lookups(kind, text)
    if not lookups or (family := family_queries.by_lookup(lookups)) is None:
        raise InvalidRefresh(Why.UNKNOWN)
    return _require_valid(family)


def _require_valid(family: RefreshFamily) -> RefreshFamily:
    now, user, session = clock.now(), family.user, family.session
    if family.expires_at <= now:
        raise InvalidRefresh(Why.EXPIRED)
    if not user.is_active:
        raise InvalidRefresh(Why.DISABLED)
    if family.session_id is None:
        if not issue.same_password(user, family.auth_hash):
            raise InvalidRefresh(Why.ENDED)
        return family
    if session is None or session.user_id != user.pk or session.expires_at <= now:
        raise InvalidRefresh(Why.ENDED)
    if not issue.same_password(user, session.auth_hash):
        raise InvalidRefresh(Why.ENDED)
    issue.record_activity(session, now)
    return family


def _sibling(family: RefreshFamily, lifetime: timedelta | None, kind: str, text: str) -> Generation:
    """Another token of a family that accepts every generation; concurrent requests each get their own."""
    successor = lineage.sibling(kind, text)
    _write(family, successor, lifetime)
    return Generation(successor, family, family.expires_at)


def _write(family: RefreshFamily, successor: str, lifetime: timedelta | None) -> bool:
    now = clock.now()
    longest = lifetime or timedelta(seconds=conf.read(TokensSettings).refresh_seconds)
    expires_at = min(now + longest, family.absolute_expires_at)
    digest, access = lineage.digests(family.kind, successor)[0], lineage.access_digest(family.kind, successor)
    rotated = database.retry_on_deadlock(
        lambda: family_queries.rotate(family, digest, now, expires_at=expires_at, access=access)
    )
    written = rotated == 1
    if written:
        family.previous, family.current, family.expires_at, family.rotated_at = family.current, digest, expires_at, now
    return written


def _same(
    family: RefreshFamily, text: str, visit: audit.Visitor | None, grace: timedelta, mercy: timedelta
) -> Generation:
    """The successor that a concurrent request has just received; else the token is a replay."""
    kind, rotated = family.kind, family.rotated_at
    since = clock.now() - rotated if rotated is not None and family.previous in lineage.digests(kind, text) else None
    if since is not None and grace and since <= grace:
        for successor in lineage.successors(kind, text):
            if family.current in lineage.digests(kind, successor):
                return Generation(successor, family, family.expires_at)
    if since is not None and mercy and since <= mercy:
        raise InvalidRefresh(Why.REPLAYED)
    raise _replayed(family, visit)


def _replayed(family: RefreshFamily, visit: audit.Visitor | None) -> InvalidRefresh:
    """Revoke the family, with one audit event however many requests replay it."""
    with database.atomic():
        first = family_queries.delete(id=family.id) == 1
        if first:
            audit.record(
                "refresh_replayed", visit=visit, user_id=family.user_id, outcome="refused", family=family.number
            )
    return InvalidRefresh(Why.REPLAYED, family if first else None)
