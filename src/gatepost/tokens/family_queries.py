"""Statements about refresh families, one a function; a Guard's row count decides."""

from datetime import datetime
from typing import Any

from django.db import router
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gatepost.ground.prebuilt_queries import Insert
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily

_insert = Insert(RefreshFamily)


def find(**where: object) -> RefreshFamily | None:
    """The family with one of some digests, with its user and session; from the database that is written to."""
    rows = RefreshFamily.objects.using(router.db_for_write(RefreshFamily)).select_related("user", "session")
    return rows.filter(**where).first()


def insert(row: RefreshFamily) -> None:
    """Write a new family."""
    _insert(row)


def _living(now: datetime) -> QuerySet[RefreshFamily]:
    """Families that have not expired and whose session, if they have one, is still their user's."""
    session = Session.objects.filter(id=OuterRef("session_id"), user_id=OuterRef("user_id"), expires_at__gt=now)
    return RefreshFamily.objects.filter(Q(session_id__isnull=True) | Exists(session), expires_at__gt=now)


def rotate(row: RefreshFamily, new: str, now: datetime, **columns: object) -> int:
    """Guard: the next generation takes the place of the one that was found; of many who try, one gets 1."""
    return (
        _living(now)
        .filter(id=row.id, current=row.current)
        .update(
            previous=row.current,
            current=new,
            generation=F("generation") + 1,
            rotated_at=now,
            **columns,
        )
    )


def of_user(user_id: Any, now: datetime) -> list[RefreshFamily]:
    """A user's living families, newest first."""
    return list(_living(now).filter(user_id=user_id).order_by("-created_at", "-id"))


def replace_hash(user_id: Any, old: str, new: str) -> int:
    """Follow a password's new hash."""
    return RefreshFamily.objects.filter(user_id=user_id, auth_hash=old).update(auth_hash=new)


def delete(**where: object) -> int:
    """Guard: end families; of two who end the same one, one gets 1."""
    return RefreshFamily.objects.filter(**where)._raw_delete(router.db_for_write(RefreshFamily))  # noqa: SLF001


def delete_expired(now: datetime, limit: int) -> int:
    """Remove dead families, a batch at a time."""
    ids = list(RefreshFamily.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return RefreshFamily.objects.filter(id__in=ids)._raw_delete(router.db_for_write(RefreshFamily))  # noqa: SLF001
