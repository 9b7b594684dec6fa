"""Queries about reserved user names, one per function."""

from datetime import datetime

from django.db import connections, router

from gatepost.accounts.models import Identifier, ReleasedName
from gatepost.ground.user_types import UserId


def write(row: ReleasedName) -> None:
    """Upsert a reserved name; the latest holder replaces an earlier one."""
    alias = router.db_for_write(ReleasedName)
    target = ["digest"] if connections[alias].features.supports_update_conflicts_with_target else None
    ReleasedName.objects.using(alias).bulk_create(
        [row], update_conflicts=True, update_fields=["holder", "expires_at"], unique_fields=target
    )


def usernames(user_id: UserId) -> list[Identifier]:
    """The user names of a user; reads the primary database."""
    return list(Identifier.objects.using(router.db_for_write(Identifier)).filter(user_id=user_id, kind="username"))


def delete_expired(now: datetime, limit: int) -> int:
    """Delete expired reservations, a batch at a time."""
    ids = list(ReleasedName.objects.filter(expires_at__lte=now).values_list("digest", flat=True)[:limit])
    rows = ReleasedName.objects.filter(digest__in=ids)
    return rows._raw_delete(router.db_for_write(ReleasedName))  # noqa: SLF001
