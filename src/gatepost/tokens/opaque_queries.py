"""Queries about opaque tokens, one per function. In a guard, the row count or the unique constraint decides a race."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Q, QuerySet

from gatepost.accounts import name_queries
from gatepost.ground import database
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.grouped_insert_queries import Collected
from gatepost.ground.lookup_queries import Lookup
from gatepost.ground.prebuilt_queries import Insert, Update
from gatepost.ground.prebuilt_row_queries import Change, Removal, Rows
from gatepost.ground.user_types import UserId
from gatepost.sessions.queries import MOST_LISTED
from gatepost.tokens.models import Token

_lookup = Lookup(Token, lambda rows, digests: name_queries.with_mirrored_names(rows.filter(digest__in=digests)))
insert = Insert(Token)
"""Insert a token."""
_update = Update(Token)
_single = Rows(Token, lambda rows, user_id, kind: rows.filter(user_id=user_id, single=kind))
_delete = Removal(Token, lambda rows, user_id, **where: rows.filter(user_id=user_id, **where))
_delete_others = Removal(
    Token, lambda rows, user_id, kinds, **kept: rows.filter(user_id=user_id, kind__in=kinds).exclude(**kept)
)
_replace_hash = Change(
    Token, lambda rows, user_id, new, **where: (rows.filter(user_id=user_id, **where), {"auth_hash": new})
)
_of_user = Rows(
    Token,
    lambda rows, user_id, now, **kinds: (
        _unexpired(rows, user_id, now).filter(**kinds).order_by("-created_at", "-id")[:MOST_LISTED]
    ),
)
_touch = Change(
    Token,
    lambda rows, token_id, used_before, **columns: (
        rows.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=used_before), id=token_id),
        columns,
    ),
)


def find(digests: Sequence[str]) -> Token | None:
    """The token with one of these digests, with its user, in one prebuilt statement."""
    return next(iter(_lookup.rows(digests)), None)


def single(user_id: UserId, kind: str) -> Token | None:
    """The single token of a kind of a user."""
    return _single.first(user_id=user_id, kind=kind)


def insert_single(row: Token) -> bool:
    """Guard: insert a single token; False if the user already has one of its kind."""

    def insert() -> None:
        with transaction.atomic(using=router.db_for_write(Token)):
            row.save(force_insert=True)

    try:
        database.retry_on_deadlock(insert)
    except IntegrityError:
        return False
    return True


def there(digests: Sequence[str]) -> set[str]:
    """Which of these digests are stored."""
    rows = Token.objects.using(router.db_for_write(Token)).filter(digest__in=digests)
    return set(rows.values_list("digest", flat=True))


def of_user(user_id: UserId, now: datetime, *kinds: str) -> list[Token]:
    """A user's unexpired tokens, of all kinds or of these, newest first; of many the newest ones."""
    return _of_user(user_id=user_id, now=now, **({"kind__in": kinds} if kinds else {}))


def count_of_user(user_id: UserId, now: datetime, kind: str) -> int:
    """How many unexpired tokens of a kind a user has."""
    return _unexpired(Token.objects.using(router.db_for_write(Token)), user_id, now).filter(kind=kind).count()


def _unexpired(rows: QuerySet[Token], user_id: UserId, now: datetime) -> QuerySet[Token]:
    return rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user_id=user_id)


def touch(token_id: UUID, used_before: datetime, now: datetime, **columns: object) -> int:
    """Guard: record a use; of concurrent requests one writes."""
    return _touch(token_id=token_id, used_before=used_before, last_used_at=now, **columns)


def write_last_login(token_id: UUID, *, wire: str, at: datetime, collected: Collected | None = None) -> None:
    """Record the latest login that returned a single token, or only add that to what another statement writes."""
    columns = {"wire": wire, "authenticated_at": at}
    part = _update.part(token_id, columns) if collected is not None else None
    if collected is not None and part is not None:
        collected.changes.append(part)
    else:
        _update(token_id, columns)


def replace_hash(user_id: UserId, new: str, **where: object) -> int:
    """Update tokens of a user after a new password hash."""
    return _replace_hash(user_id=user_id, new=new, **where)


def delete(user_id: UserId, **where: object) -> int:
    """Guard: delete tokens of a user; another user's numbers delete nothing."""
    return _delete(user_id=user_id, **where)


def delete_others(user_id: UserId, kinds: Sequence[str], keep: UUID | None) -> int:
    """Delete a user's tokens of these kinds, except one."""
    kept = {"id": keep} if keep is not None else {}
    return _delete_others(user_id=user_id, kinds=kinds, **kept)


def delete_expired(now: datetime, limit: int) -> int:
    """Delete expired tokens, a batch at a time."""
    return delete_batch(Token.objects.filter(expires_at__lte=now), limit)
