"""Rows that were moved and whose old row is gone since: a logout at the old package, which holds here too."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps

from gatepost.ground import database
from gatepost.moving_in import old_tables, queries
from gatepost.moving_in.models import MovedRow
from gatepost.moving_in.package import Ends, Kind

HELD = 200_000
"""The most keys of old rows that are kept in memory; a table of more rows is read several times."""


def ended(package: str, kind: Kind, size: int) -> Iterator[list[MovedRow]]:
    """The marks of moved rows that ended with their old row, a batch at a time; writes nothing."""
    if (ends := kind.ends) is None or not old_tables.exists(ends.model):
        return
    newest = next(iter(queries.last_marks(package, kind.name, 1)), None)
    if newest is None:
        return
    parts = queries.count_marks(package, kind.name) // HELD + 1
    for part in range(parts):
        held = _held(ends, size, part, parts)
        before: int | None = newest.pk + 1  # rows that are moved meanwhile have their old row
        while found := queries.last_marks(package, kind.name, size, before):
            own = [mark for mark in found if mark.before is None and _part(mark.source, parts) == part]
            if gone := _ending(ends, [mark for mark in own if mark.source not in held]):
                yield gone
            before = found[-1].pk


def _part(source: str, parts: int) -> int:
    return int(source[:8], 16) % parts


def _held(ends: Ends, size: int, part: int, parts: int) -> set[str]:
    """The keys of the old rows of one part, in memory."""
    found: set[str] = set()
    after = ""
    while sources := ends.read(after, size):
        found.update(key for one in sources for key in ends.keys(one) if _part(key, parts) == part)
        after = sources[-1].position
    return found


def _ending(ends: Ends, marks: Sequence[MovedRow]) -> list[MovedRow]:
    rows: dict[tuple[str, str], Any] = {}
    for table in {mark.table for mark in marks}:
        model: Any = apps.get_model(table)
        keys = [model._meta.pk.to_python(mark.key) for mark in marks if mark.table == table]  # noqa: SLF001 - documented
        rows |= {(table, str(key)): row for key, row in queries.existing(model, keys).items()}
    return [mark for mark in marks if (row := rows.get((mark.table, mark.key))) is not None and ends.also(row)]


def end(marks: Sequence[MovedRow]) -> int:
    """Delete rows by their marks; the marks stay, so that no later run moves the rows again."""

    def delete() -> int:
        count = 0
        with database.atomic():
            for table in sorted({mark.table for mark in marks}):
                model: Any = apps.get_model(table)
                keys = [model._meta.pk.to_python(mark.key) for mark in marks if mark.table == table]  # noqa: SLF001 - documented
                count += len(queries.locked(model, keys))
                queries.delete(model, keys)
        return count

    return database.retry_transaction_on_deadlock(delete)
