"""The queries of the bookkeeping, one per function. In a guard, the row count decides between two runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, QuerySet

from gatepost.ground import database
from gatepost.moving_in import names
from gatepost.moving_in.models import MovedRow, MoveProgress


def migrated() -> bool:
    """Whether every migration of gatepost was applied."""
    executor = MigrationExecutor(connections[database.alias()])
    return not executor.migration_plan([key for key in executor.loader.graph.leaf_nodes() if key[0] == "gatepost"])


def _marks(package: str, kind: str) -> QuerySet[MovedRow]:
    return MovedRow.objects.using(database.alias()).filter(package=package, kind=kind)


def _progress(package: str, kind: str) -> QuerySet[MoveProgress]:
    return MoveProgress.objects.using(database.alias()).filter(package=package, kind=kind)


def progress(package: str, kind: str) -> MoveProgress | None:
    """How far a kind has been read; None if it was never moved."""
    return _progress(package, kind).first()


def start(package: str, kind: str, now: datetime) -> MoveProgress:
    """Begin a kind, or continue a run that was interrupted."""
    made = MoveProgress(package=package, kind=kind, started_at=now)
    MoveProgress.objects.using(database.alias()).bulk_create([made], ignore_conflicts=True)
    _progress(package, kind).filter(finished_at__isnull=False).update(after="", started_at=now, finished_at=None)
    return _progress(package, kind).get()


def advance(package: str, kind: str, before: str, after: str) -> bool:
    """Guard: move the position on; False if another run did. Holds the row's lock until the transaction ends."""
    return _progress(package, kind).filter(after=before, finished_at__isnull=True).update(after=after) == 1


def finish(package: str, kind: str, now: datetime) -> int:
    """Record that everything was read."""
    return _progress(package, kind).update(finished_at=now)


def forget(package: str, kind: str) -> int:
    """Forget how far a kind was read."""
    return _progress(package, kind).delete()[0]


def moved_sources(package: str, kind: str, sources: Sequence[str]) -> set[str]:
    """Which of these old rows were moved earlier."""
    return set(_marks(package, kind).filter(source__in=sources).values_list("source", flat=True))


def rows_of_sources(kind: str, model: type[Model], sources: Sequence[str]) -> dict[str, Any]:
    """The primary key of the row of ours that each old row became, whichever package it was moved with.

    A package's rows may have been moved with those of one that is built on it.
    """
    meta: Any = model._meta  # noqa: SLF001 - documented
    marks = MovedRow.objects.using(database.alias()).filter(package__in=names(), kind=kind, table=meta.label_lower)
    return {
        source: meta.pk.to_python(key) for source, key in marks.filter(source__in=sources).values_list("source", "key")
    }


def marks_of_keys(package: str, kind: str, keys: Sequence[str]) -> dict[tuple[str, str], MovedRow]:
    """The marks of rows of ours, by table and key."""
    return {(mark.table, mark.key): mark for mark in _marks(package, kind).filter(key__in=keys)}


def last_marks(package: str, kind: str, size: int, before: int | None = None) -> list[MovedRow]:
    """Marks, the newest first."""
    rows = _marks(package, kind).order_by("-pk")
    return list((rows if before is None else rows.filter(pk__lt=before))[:size])


def count_marks(package: str, kind: str) -> int:
    """The number of rows that were written."""
    return _marks(package, kind).count()


def insert_marks(rows: Sequence[MovedRow]) -> None:
    """Insert marks."""
    MovedRow.objects.using(database.alias()).bulk_create(rows)


def update_mark(row: MovedRow) -> None:
    """Replace digest and former values of a mark."""
    row.save(using=database.alias(), update_fields=["digest", "before"])


def delete_marks(keys: Sequence[int]) -> int:
    """Delete marks."""
    return MovedRow.objects.using(database.alias()).filter(pk__in=keys).delete()[0]


def insert(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert rows of one of our tables."""
    model._default_manager.using(database.alias()).bulk_create(rows)  # noqa: SLF001 - Django's documented name


def change(model: type[Model], keys: Sequence[Any], before: dict[str, Any], values: dict[str, Any]) -> int:
    """Guard: set columns of rows that still have the values that were read; returns their number."""
    rows = model._default_manager.using(database.alias()).filter(pk__in=keys, **before)  # noqa: SLF001
    return rows.update(**values)


def locked(model: type[Model], keys: Sequence[Any]) -> dict[Any, Any]:
    """Rows of one of our tables by primary key, locked until the transaction ends."""
    rows = model._default_manager.using(database.alias()).select_for_update().filter(pk__in=keys)  # noqa: SLF001
    return {row.pk: row for row in rows}


def existing(model: type[Model], keys: Sequence[Any]) -> dict[Any, Any]:
    """Rows of one of our tables by primary key."""
    rows = model._default_manager.using(database.alias()).filter(pk__in=keys)  # noqa: SLF001
    return {row.pk: row for row in rows}


def delete(model: type[Model], keys: Sequence[Any]) -> int:
    """Delete rows of one of our tables, with those that depend on them."""
    return model._default_manager.using(database.alias()).filter(pk__in=keys).delete()[0]  # noqa: SLF001


def restore(row: Model, values: dict[str, Any]) -> None:
    """Give a locked row its former values."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(using=database.alias(), update_fields=list(values))
