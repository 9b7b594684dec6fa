"""One statement a function; a Guard's row count or the unique constraint decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Q

from gatepost.ground.prebuilt_queries import Insert, Lookup
from gatepost.tokens.models import Token

_lookup = Lookup(Token, lambda rows, digests: rows.filter(digest__in=digests))
_insert = Insert(Token)


def find(digests: Sequence[str]) -> Token | None:
    """The token with one of these digests, with its user, in one prebuilt statement."""
    return next(iter(_lookup.rows(digests)), None)


def single(user_id: Any, kind: str) -> Token | None:
    """The token of a kind that a user has one of."""
    rows = Token.objects.using(router.db_for_write(Token))
    return rows.filter(user_id=user_id, single=kind).first()


def insert(row: Token) -> None:
    """Write a new token."""
    _insert(row)


def insert_single(row: Token) -> bool:
    """Guard: write a new token; the unique constraint decides between two of a kind that may be there once."""
    try:
        with transaction.atomic(using=router.db_for_write(Token)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def there(digests: Sequence[str]) -> set[str]:
    """Which of these digests stand here."""
    rows = Token.objects.using(router.db_for_write(Token)).filter(digest__in=digests)
    return set(rows.values_list("digest", flat=True))


def insert_many(rows: Sequence[Token]) -> None:
    """Write tokens; one that somebody else wrote at the same time is left as it is."""
    Token.objects.bulk_create(rows, ignore_conflicts=True)


def of_user(user_id: Any, now: datetime, *kinds: str) -> list[Token]:
    """A user's living tokens, of all kinds or of these, newest first."""
    rows = Token.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user_id=user_id)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("-created_at", "-id"))


def touch(token_id: UUID, used_before: datetime, now: datetime, **columns: object) -> int:
    """Guard: note a use, at most one writer a minute."""
    rows = Token.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=used_before), id=token_id)
    return rows.update(last_used_at=now, **columns)


def replace_hash(user_id: Any, new: str, **where: object) -> int:
    """Follow a password's new hash."""
    return Token.objects.filter(user_id=user_id, **where).update(auth_hash=new)


def delete(user_id: Any, **where: object) -> int:
    """Guard: end tokens of a user; a stranger's number ends nothing."""
    return Token.objects.filter(user_id=user_id, **where)._raw_delete(router.db_for_write(Token))  # noqa: SLF001


def delete_others(user_id: Any, kinds: Sequence[str], keep: UUID | None) -> int:
    """End tokens of these kinds, but one."""
    rows = Token.objects.filter(user_id=user_id, kind__in=kinds)
    rows = rows.exclude(id=keep) if keep is not None else rows
    return rows._raw_delete(router.db_for_write(Token))  # noqa: SLF001


def delete_expired(now: datetime, limit: int) -> int:
    """Remove dead tokens, a batch at a time."""
    ids = list(Token.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return Token.objects.filter(id__in=ids)._raw_delete(router.db_for_write(Token))  # noqa: SLF001
