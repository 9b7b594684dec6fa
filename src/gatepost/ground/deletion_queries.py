"""Deletes rows that are no longer needed, a batch at a time."""

from typing import Any

from django.db import connections
from django.db.models import QuerySet

from gatepost.ground import database


def delete_batch(rows: QuerySet[Any], limit: int) -> int:
    """Delete some of these rows in a transaction of their own; returns how many.

    Where the database can (PostgreSQL, MariaDB from 10.6), rows that another transaction has locked are left for the
    next run, so that several calls at once share the work and none waits for a login.

    Args:
        rows: Only rows that still match are deleted, so one that is used in the meantime stays. An index must lead to
            them.
        limit: How many at most.
    """
    alias = database.alias()
    rows = rows.using(alias)
    skips = connections[alias].features.has_select_for_update_skip_locked
    locked = rows.select_for_update(skip_locked=True) if skips else rows

    def batch() -> int:
        keys = list(locked.values_list("pk", flat=True)[:limit])
        return rows.filter(pk__in=keys)._raw_delete(alias) if keys else 0  # noqa: SLF001

    return database.retry_transaction_on_deadlock(batch)
