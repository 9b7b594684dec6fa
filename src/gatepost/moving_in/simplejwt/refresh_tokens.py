"""Outstanding refresh and sliding tokens, and those that are blacklisted.

An outstanding token becomes a login with the same token as its first, and a mark that it was taken over, so that a
login that is ended here stays ended. A blacklisted one becomes the mark alone; if it was moved before it was
blacklisted, its login ends.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from gatepost import conf
from gatepost.dialects.signed_tokens import pairs, signing, taking_over
from gatepost.flow import revocation
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import User
from gatepost.moving_in import old_tables, queries
from gatepost.moving_in.package import Change, Entry, Kind, Skipped, Source, Table
from gatepost.moving_in.simplejwt import settings
from gatepost.moving_in.simplejwt.tables import BlacklistedToken, OutstandingToken
from gatepost.sessions import issue
from gatepost.tokens.models import RefreshFamily, TakenOver
from gatepost.tokens.refresh import family_queries, lineage
from gatepost.tokens.refresh import taken_over_queries as taken_over
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import jwt

ORPHAN = "its user was deleted"
FOREIGN = "its id isn't a random UUID, so the project made it itself; its client has to log in again"
OTHER_KEY = "gatepost doesn't accept the key, the algorithm or USER_ID_FIELD; see the settings"
ENDED = "its login had ended: the password was changed, the user logged out everywhere, or no event is that old"


def _live() -> "models.QuerySet[Any]":
    """Tokens that may be valid. For a sliding one, the time in the table is that of its first expiry."""
    longest = settings.value("SLIDING_TOKEN_REFRESH_LIFETIME", timedelta(days=1)) if _slides() else timedelta(0)
    return old_tables.rows(OutstandingToken, expires_at__gt=clock.now() - longest)


def _slides() -> bool:
    classes = settings.value("AUTH_TOKEN_CLASSES", ())
    return any("Sliding" in str(one) for one in classes)


def _outstanding() -> "models.QuerySet[Any]":
    return _live().exclude(pk__in=old_tables.rows(BlacklistedToken).values("token_id"))


def _blacklisted() -> "models.QuerySet[Any]":
    return old_tables.rows(BlacklistedToken).filter(token_id__in=_live().values("pk"))


def _page(found: "models.QuerySet[Any]", after: str, size: int) -> list[Source]:
    rows = found.filter(pk__gt=int(after)) if after else found
    return [Source(key=str(row.pk), position=str(row.pk), row=row) for row in rows.order_by("pk")[:size]]


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    users = _users({one.row.user_id for one in sources} - {None})
    ended = audit.latest(revocation.ENDING, users)
    marked = taken_over.marked([one.row.jti for one in sources])
    return [_one(one, users.get(one.row.user_id), ended, marked) for one in sources]


def _users(keys: Collection[Any]) -> dict[Any, Any]:
    """Users by primary key; locked while rows are written, so that no login that is ended meanwhile is moved."""
    if transaction.get_connection(database.alias()).in_atomic_block:
        queries.locked(get_user_model(), sorted(keys))
    return get_user_model()._base_manager.using(database.alias()).in_bulk(keys)  # noqa: SLF001 - documented


def _one(source: Source, user: User | None, ended: Mapping[str, datetime], marked: set[str]) -> Entry | Skipped:
    row = source.row
    if user is None:
        return Skipped(source=source.key, user_id=row.user_id, reason=ORPHAN)
    if not settings.movable():
        return Skipped(source=source.key, user_id=user.pk, reason=OTHER_KEY)
    if not lineage.is_uuid(row.jti):
        return Skipped(source=source.key, user_id=user.pk, reason=FOREIGN)
    claims = jwt.unverified(row.token)  # its signature is verified whenever it is used
    kind = pairs.KINDS.get(str(claims.get(settings.value("TOKEN_TYPE_CLAIM", "token_type"))))
    end = _end(row, claims)
    if row.jti[: lineage.ROOT_LENGTH] in marked or kind is None or end <= clock.now():
        return Entry(source=source.key, user_id=user.pk)
    since = datetime.fromtimestamp(int(claims.get("iat", 0)), UTC)
    had_ended = audit.may_be_deleted(since) or since <= ended.get(str(user.pk), since - timedelta(1))
    if had_ended or not _of_password(user, claims):
        return Skipped(source=source.key, user_id=user.pk, reason=ENDED)
    return Entry(source=source.key, user_id=user.pk, rows=(_family(user, kind, row, end), _mark(row, end)))


def _of_password(user: User, claims: Mapping[str, Any]) -> bool:
    claim = settings.value("REVOKE_TOKEN_CLAIM", "hash_password")
    required = settings.value("CHECK_REVOKE_TOKEN", default=False)
    return taking_over.is_of_password(user, claims, claim, required=required)


def _end(row: OutstandingToken, claims: Mapping[str, Any]) -> datetime:
    last = claims.get(signing.REFRESH_EXP)
    return datetime.fromtimestamp(last, UTC) if isinstance(last, int) else _aware(row.expires_at)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.astimezone(UTC)


def _longest() -> timedelta:
    return timedelta(seconds=conf.read(TokensSettings).refresh_absolute_seconds)


def _family(user: User, kind: str, row: OutstandingToken, end: datetime) -> RefreshFamily:
    last = clock.now() + _longest()
    return RefreshFamily(
        number=secrets.randbelow(2**52 - 1) + 1,
        kind=kind,
        lookup=lineage.lookups(kind, row.jti)[0],
        current=lineage.digests(kind, row.jti)[0],
        user_id=user.pk,
        auth_hash=issue.auth_hash(user),
        wire="simple_jwt",
        authenticated_at=taking_over.LONG_AGO,  # rotation renews every time that the token has
        created_at=row.created_at or clock.now(),
        expires_at=min(end, last),
        absolute_expires_at=end if kind == pairs.SLIDING else last,
    )


def _mark(row: OutstandingToken, end: datetime) -> TakenOver:
    return TakenOver(root=row.jti[: lineage.ROOT_LENGTH], expires_at=max(end, clock.now() + _longest()))


def _convert_blacklisted(sources: Sequence[Source]) -> list[Entry | Skipped]:
    tokens = old_tables.rows(OutstandingToken).in_bulk([one.row.token_id for one in sources])
    marked = taken_over.marked([row.jti for row in tokens.values()])
    families = _families([row.jti for row in tokens.values()])
    return [_dead(one, tokens.get(one.row.token_id), marked, families) for one in sources]


def _dead(
    source: Source, row: OutstandingToken | None, marked: set[str], families: Mapping[str, RefreshFamily]
) -> Entry:
    if row is None or not lineage.is_uuid(row.jti):
        return Entry(source=source.key, user_id=getattr(row, "user_id", None))
    family = next((families[one] for one in _lookups(row.jti) if one in families), None)
    now = clock.now()
    changes = (Change(row=family, values={"expires_at": now}),) if family and family.expires_at > now else ()
    rows = () if row.jti[: lineage.ROOT_LENGTH] in marked else (_mark(row, _end(row, jwt.unverified(row.token))),)
    return Entry(source=source.key, user_id=row.user_id, rows=rows, changes=changes)


def _lookups(jti: str) -> list[str]:
    return [digest for kind in (pairs.PAIR, pairs.SLIDING) for digest in lineage.lookups(kind, jti)]


def _families(jtis: Sequence[str]) -> dict[str, RefreshFamily]:
    lookups = [digest for jti in jtis if lineage.is_uuid(jti) for digest in _lookups(jti)]
    return {one.lookup: one for one in family_queries.of_lookups(lookups)}


MARKS = Table(model=TakenOver, columns=("root",))
KINDS = (
    Kind(
        name="refresh_tokens",
        title="Refresh tokens",
        tables=(Table(model=RefreshFamily, columns=("user", "kind", "lookup")), MARKS),
        count=lambda: _outstanding().count(),
        read=lambda after, size: _page(_outstanding(), after, size),
        convert=_convert,
        undone="they are other logins now; simplejwt's table still has the old tokens",
    ),
    Kind(
        name="blacklist",
        title="Blacklisted tokens",
        tables=(MARKS, Table(model=RefreshFamily, columns=("expires_at",))),
        count=lambda: _blacklisted().count(),
        read=lambda after, size: _page(_blacklisted(), after, size),
        convert=_convert_blacklisted,
        undone="their logins were renewed here since",
    ),
)
