"""Undo a move row by row, one transaction per batch; rows that were changed since are kept and named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model

from gatepost.ground import database
from gatepost.moving_in import marks, queries
from gatepost.moving_in.models import MovedRow
from gatepost.moving_in.package import Kind


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a batch.

    Args:
        removed: Rows that were inserted, and are deleted now.
        restored: Rows that were changed, and have their former values again.
        gone: Rows that had been deleted before.
        kept: Marks of the rows that were changed since.
    """

    removed: int
    restored: int
    gone: int
    kept: tuple[MovedRow, ...]


def undo(package: str, kind: Kind, size: int) -> Iterator[Undone]:
    """Undo a kind, the newest rows first; rows that are kept can be undone by a later call.

    Yields:
        The result of each batch, after its transaction was committed.
    """
    queries.forget(package, kind.name)
    before: int | None = None
    while found := queries.last_marks(package, kind.name, size, before):
        batch = found
        yield database.retry_transaction_on_deadlock(lambda: _batch(kind, batch))  # noqa: B023 - called at once
        before = found[-1].pk


def _batch(kind: Kind, found: Sequence[MovedRow]) -> Undone:
    by_table: dict[str, list[MovedRow]] = defaultdict(list)
    for mark in found:
        by_table[mark.table].append(mark)
    rows: dict[str, dict[str, Any]] = {}
    intact: set[int] = set()
    for table, own in by_table.items():
        model: type[Model] = apps.get_model(table)
        held = queries.locked(model, [_key(model, mark) for mark in own])
        intact |= marks.unchanged(marks.table_of(kind, model), held, own)
        rows[table] = {str(key): row for key, row in held.items()}
    gone = [mark for mark in found if mark.key not in rows[mark.table]]
    inserted = [mark for mark in found if mark.pk in intact and mark.before is None]
    for table in by_table:
        model = apps.get_model(table)
        queries.delete(model, [_key(model, mark) for mark in inserted if mark.table == table])
    changed = [mark for mark in found if mark.pk in intact and mark.before is not None]
    restored = [mark for mark in changed if _restored(rows[mark.table][mark.key], mark)]
    queries.delete_marks([mark.pk for mark in (*gone, *inserted, *restored)])
    done = {mark.pk for mark in (*gone, *inserted, *restored)}
    kept = tuple(mark for mark in found if mark.pk not in done)
    return Undone(removed=len(inserted), restored=len(restored), gone=len(gone), kept=kept)


def _key(model: type[Model], mark: MovedRow) -> Any:
    return model._meta.pk.to_python(mark.key)  # noqa: SLF001 - documented


def _restored(row: Model, mark: MovedRow) -> bool:
    """Guard: give a row its former values; False if another row took one of them since."""
    try:
        with database.atomic():
            queries.restore(row, marks.former(type(row), mark))
    except IntegrityError:
        return False
    return True
