"""Refresh tokens: one row a login, one living token at a time.

Rules: one conditional update rotates, and its row count decides; the successor is derived from its parent under a key
that only the server has, so that everybody who raced for it gets the same one and it is stored nowhere; a parent works
ten seconds longer, and no longer than until its successor is used; any older token ends the family; so do logout, a
change of the password, disabling, and "log out everywhere".

Two forms of token: `native` families have opaque ones (`gpr_…`), all others a JWT whose `jti` is what these functions
take and give; the dialect signs and verifies it. Half of each names the family, the other half the generation.
Source: RFC 9700, section 4.14.2.
"""

import enum
import secrets as random
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.ground import audit, clock, database
from gatepost.ground.announce import on
from gatepost.sessions import issue
from gatepost.sessions.state import SessionState
from gatepost.tokens import family_queries, lineage
from gatepost.tokens.lineage import NATIVE
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.settings import TokensSettings

GRACE = timedelta(seconds=10)


class Why(enum.StrEnum):
    """Why a refresh token is refused."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    ENDED = "ended"
    DISABLED = "disabled"
    REPLAYED = "replayed"


class Dead(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """A refresh token is worth nothing.

    Args:
        why: `UNKNOWN` is also one whose family has ended and is gone.
        family: The family that ended by this replay; told once, to the first who saw it.
    """

    def __init__(self, why: Why, family: RefreshFamily | None = None) -> None:
        super().__init__(str(why))
        self.why, self.family = why, family


class Generation(msgspec.Struct, frozen=True):
    """A living refresh token.

    Args:
        text: The token of a native family, else the `jti` of its JWT.
        family: Its row, with `user`, and `session` where it hangs on one.
        expires_at: When it ends if it is not used.
    """

    text: str
    family: RefreshFamily
    expires_at: datetime

    @property
    def access(self) -> str:
        """The opaque access token that goes with it, of a native family; everybody who raced has the same."""
        return lineage.access(self.text)

    def __repr__(self) -> str:
        return f"<Generation of {self.family}>"


def start(
    user: Any,
    *,
    kind: str = NATIVE,
    session: SessionState | None = None,
    ip: str = "",
    user_agent: str = "",
    scope: str = "",
    lifetime: timedelta | None = None,
    absolute: timedelta | None = None,
) -> Generation:
    """Begin a family; removes the user's expired ones.

    Args:
        user: Whose.
        kind: `native`, or a dialect's name of at most 16 letters.
        session: On which it hangs; it ends with it. None for one that stands alone.
        ip: The visitor's address.
        user_agent: As sent.
        scope: Names of scopes with blanks between them.
        lifetime: Unused for so long it ends; None for the setting.
        absolute: It ends after so long whatever its use; None for the setting.
    """
    text, now = lineage.make(kind), clock.now()
    settings = conf.read(TokensSettings)
    last = now + (absolute or timedelta(seconds=settings.refresh_absolute_seconds))
    family = RefreshFamily(
        number=random.randbelow(2**52 - 1) + 1,
        kind=kind,
        lookup=lineage.lookups(kind, text)[0],
        user=user,
        session_id=session.id if session is not None else None,
        auth_hash=issue.auth_hash(user) if session is None else "",
        current=lineage.digests(kind, text)[0],
        access=lineage.access_digest(kind, text),
        scope=scope,
        ip=ip,
        user_agent=user_agent[:300],
        created_at=now,
        expires_at=min(now + (lifetime or timedelta(seconds=settings.refresh_seconds)), last),
        absolute_expires_at=last,
    )
    family_queries.delete(user_id=user.pk, expires_at__lte=now)
    family_queries.insert(family)
    return Generation(text, family, family.expires_at)


def rotate(
    text: str,
    *,
    kind: str = NATIVE,
    visit: audit.Visitor | None = None,
    lifetime: timedelta | None = None,
    strict: bool = True,
    grace: timedelta = GRACE,
) -> Generation:
    """Give a token's successor, and the same one to all who ask with the same token within ten seconds.

    Two statements. Not for transactions that a refusal undoes, for a replay must stay punished.

    Args:
        text: The token, or the `jti` of a verified one.
        kind: As the family was started.
        visit: Who asks, for the event of a replay.
        lifetime: How long the successor lives unused; None for the setting.
        strict: Whether older generations are a replay; else any of them is as good as the latest.
        grace: How long a parent works on.

    Raises:
        Dead: It is worth nothing.
    """
    family = _find(kind, text)
    own = lineage.digests(kind, text)
    if family.current in own or not strict:
        return _next(family, text, visit, lifetime, grace) if strict else _sibling(family, lifetime, kind, text)
    return _same(family, text, visit, grace)


def reuse(text: str, *, kind: str, visit: audit.Visitor | None = None, strict: bool = True) -> Generation:
    """Look a token up that is not to be rotated; one statement.

    Args:
        text: The `jti` of a verified token.
        kind: As the family was started.
        visit: Who asks, for the event of a replay.
        strict: Whether an older generation is a replay; else any of them is as good as the latest.

    Raises:
        Dead: It is worth nothing.
    """
    family = _find(kind, text)
    if strict and family.current not in lineage.digests(kind, text):
        raise _replayed(family, visit)
    return Generation(text, family, family.expires_at)


def is_latest(family: RefreshFamily, text: str) -> bool:
    """Whether a token of a family that was found is the latest of it."""
    return family.current in lineage.digests(family.kind, text)


def end(text: str, *, kind: str = NATIVE) -> bool:
    """End the family of a token, whichever generation; false if there was none."""
    lookups = lineage.lookups(kind, text)
    return bool(lookups) and family_queries.delete(lookup__in=lookups) > 0


@on("logged_out_everywhere")
@on("password_changed")
@on("address_proved")
@on("account_recovered")
@on("account_disabled")
def end_all(user_id: Any) -> None:
    """End every family of a user."""
    family_queries.delete(user_id=user_id)


def carry_over(user: Any, old_hash: str) -> int:
    """The same password under a new hash: families that stand alone go on."""
    return family_queries.replace_hash(user.pk, old_hash, issue.auth_hash(user))


def of_user(user_id: Any) -> list[RefreshFamily]:
    """A user's living families, newest first."""
    return family_queries.of_user(user_id, clock.now())


def of_access(text: str) -> RefreshFamily:
    """The living family of an opaque access token, with its session; one statement, and none for junk.

    Raises:
        Dead: It is worth nothing.
    """
    lookups = lineage.access_lookups(text)
    family = family_queries.find(access__in=lookups) if lookups else None
    if family is None:
        raise Dead(Why.UNKNOWN)
    since = family.rotated_at or family.created_at
    if clock.now() >= since + timedelta(seconds=conf.read(TokensSettings).access_seconds):
        raise Dead(Why.EXPIRED)
    return _living(family)


def _find(kind: str, text: str) -> RefreshFamily:
    """The family of a token, if it lives; junk costs no statement."""
    lookups = lineage.lookups(kind, text)
    family = family_queries.find(lookup__in=lookups) if lookups else None
    if family is None:
        raise Dead(Why.UNKNOWN)
    return _living(family)


def _living(family: RefreshFamily) -> RefreshFamily:
    now, user, session = clock.now(), family.user, family.session
    if family.expires_at <= now:
        raise Dead(Why.EXPIRED)
    if not user.is_active:
        raise Dead(Why.DISABLED)
    if family.session_id is None:
        if not issue.same_password(user, family.auth_hash):
            raise Dead(Why.ENDED)
        return family
    if session is None or session.user_id != user.pk or session.expires_at <= now:
        raise Dead(Why.ENDED)
    if not issue.same_password(user, session.auth_hash):
        raise Dead(Why.ENDED)
    issue.note_visit(session, now)
    return family


def _next(
    family: RefreshFamily, text: str, visit: audit.Visitor | None, lifetime: timedelta | None, grace: timedelta
) -> Generation:
    successor = lineage.successors(family.kind, text)[0]
    if _write(family, successor, lifetime):
        return Generation(successor, family, family.expires_at)
    return _same(_find(family.kind, text), text, visit, grace)


def _sibling(family: RefreshFamily, lifetime: timedelta | None, kind: str, text: str) -> Generation:
    """Another token of a family that takes any; whoever comes at the same moment has one as well."""
    successor = lineage.sibling(kind, text)
    _write(family, successor, lifetime)
    return Generation(successor, family, family.expires_at)


def _write(family: RefreshFamily, successor: str, lifetime: timedelta | None) -> bool:
    now = clock.now()
    longest = lifetime or timedelta(seconds=conf.read(TokensSettings).refresh_seconds)
    expires_at = min(now + longest, family.absolute_expires_at)
    digest, access = lineage.digests(family.kind, successor)[0], lineage.access_digest(family.kind, successor)
    written = (
        database.undisturbed(lambda: family_queries.rotate(family, digest, now, expires_at=expires_at, access=access))
        == 1
    )
    if written:
        family.previous, family.current, family.expires_at = family.current, digest, expires_at
    return written


def _same(family: RefreshFamily, text: str, visit: audit.Visitor | None, grace: timedelta) -> Generation:
    """The successor that somebody else was given a moment ago; else it is a replay."""
    now, kind, rotated = clock.now(), family.kind, family.rotated_at
    fresh = grace and rotated is not None and now - rotated <= grace
    if fresh and family.previous in lineage.digests(kind, text):
        for successor in lineage.successors(kind, text):
            if family.current in lineage.digests(kind, successor):
                return Generation(successor, family, family.expires_at)
    raise _replayed(family, visit)


def _replayed(family: RefreshFamily, visit: audit.Visitor | None) -> Dead:
    """End the family, with one event however many replay it."""
    with database.atomic():
        first = family_queries.delete(id=family.id) == 1
        if first:
            audit.record(
                "refresh_replayed", visit=visit, user_id=family.user_id, outcome="refused", family=family.number
            )
    return Dead(Why.REPLAYED, family if first else None)
