"""One statement a function; a Guard's row count decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import router
from django.db.models import Q

from gatepost.tokens.models import ApiKey


def find(digests: Sequence[str]) -> ApiKey | None:
    """The key with one of these digests, with its user; from the database that is written to."""
    rows = ApiKey.objects.using(router.db_for_write(ApiKey)).select_related("user")
    return rows.filter(digest__in=digests).first()


def insert(row: ApiKey) -> None:
    """Write a new key."""
    row.save(force_insert=True)


def of_user(user_id: Any, now: datetime) -> list[ApiKey]:
    """A user's living keys, newest first."""
    rows = ApiKey.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user_id=user_id)
    return list(rows.order_by("-created_at", "-id"))


def touch(key_id: UUID, used_before: datetime, now: datetime) -> int:
    """Guard: note a use, at most one writer a minute."""
    rows = ApiKey.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=used_before), id=key_id)
    return rows.update(last_used_at=now)


def delete(user_id: Any, **where: object) -> int:
    """End keys of a user; a stranger's number ends nothing."""
    return ApiKey.objects.filter(user_id=user_id, **where)._raw_delete(router.db_for_write(ApiKey))  # noqa: SLF001


def delete_expired(now: datetime, limit: int) -> int:
    """Remove dead keys, a batch at a time."""
    ids = list(ApiKey.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return ApiKey.objects.filter(id__in=ids)._raw_delete(router.db_for_write(ApiKey))  # noqa: SLF001
