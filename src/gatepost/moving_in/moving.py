"""Read a kind batch by batch and write it, one transaction per batch."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.db.models import Model

from gatepost.ground import clock, database
from gatepost.moving_in import endings, marks, queries
from gatepost.moving_in.models import MovedRow
from gatepost.moving_in.package import Entry, Kind, Skipped, Source

CHANGED = "it changed while it was being moved; run the command again"
TAKEN = "a row with the same name or key was written while it was being moved; run the command again"


class Conflict(Exception):  # noqa: N818 - two runs at once are no error of either
    """Another run of the same move is at work."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a batch.

    Args:
        read: Rows read from the old package.
        written: Entries written; rows moved earlier don't count.
        skipped: Rows that could not be moved.
        ended: Rows of ours that were deleted, because their old row is gone.
    """

    read: int = 0
    written: int = 0
    skipped: tuple[Skipped, ...] = ()
    ended: int = 0


def move(package: str, kind: Kind, size: int) -> Iterator[Moved]:
    """Move the rows of a kind; continues where an interrupted run stopped.

    Yields:
        The result of each batch, after its transaction was committed.

    Raises:
        Conflict: Another run is at work.
    """
    after = queries.start(package, kind.name, clock.now()).after
    while sources := kind.read(after, size):
        position = after
        yield database.retry_transaction_on_deadlock(lambda: _batch(package, kind, position, sources))  # noqa: B023
        after = sources[-1].position
    for gone in endings.ended(package, kind, size):
        yield Moved(ended=endings.end(gone))
    queries.finish(package, kind.name, clock.now())


def _batch(package: str, kind: Kind, before: str, sources: Sequence[Source]) -> Moved:
    if not queries.advance(package, kind.name, before, sources[-1].position):
        raise Conflict
    entries, skipped = due(package, kind, sources)
    written, failed = _written(entries)
    _mark(package, kind, written)
    return Moved(read=len(sources), written=len(written), skipped=(*skipped, *failed))


def due(package: str, kind: Kind, sources: Sequence[Source]) -> tuple[list[Entry], list[Skipped]]:
    """What is still to be done for these rows, and what can't be done; writes nothing."""
    moved = queries.moved_sources(package, kind.name, [source.key for source in sources])
    converted = kind.convert([source for source in sources if kind.follows or source.key not in moved])
    entries: list[Entry] = []
    for one in converted:
        if isinstance(one, Entry):
            entry = msgspec.structs.replace(one, rows=()) if one.source in moved else one
            if entry.rows or entry.changes:
                entries.append(entry)
    skipped = [one for one in converted if isinstance(one, Skipped) and one.source not in moved]
    return entries, skipped


def _written(entries: Sequence[Entry]) -> tuple[list[Entry], list[Skipped]]:
    """Write entries together; if that fails, each by itself, so that only those that fail are left out."""
    if not entries:
        return [], []
    if _write(entries):
        return list(entries), []
    written, failed = [], []
    for entry in entries:
        if _write([entry]):
            written.append(entry)
        else:
            reason = CHANGED if not entry.rows else TAKEN
            failed.append(Skipped(source=entry.source, user_id=entry.user_id, reason=reason))
    return written, failed


def _write(entries: Sequence[Entry]) -> bool:
    """Guard: write entries, all or none."""
    try:
        with database.atomic():
            _change(entries)
            _insert(entries)
    except (IntegrityError, _Changed):
        return False
    return True


class _Changed(Exception):  # noqa: N818 - only rolls a savepoint back
    """A row no longer has the values that were read."""


def _insert(entries: Sequence[Entry]) -> None:
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for entry in entries:
        for row in entry.rows:
            by_model[type(row)].append(row)
    for model, rows in by_model.items():
        queries.insert(model, rows)


def _change(entries: Sequence[Entry]) -> None:
    """Apply changes in the order of the entries; neighbors that set the same values are one statement.

    Raises:
        _Changed: A row no longer has the values that were read.
    """
    groups: dict[bytes, tuple[type[Model], list[Any], dict[str, Any], dict[str, Any]]] = {}
    for entry in entries:
        for change in entry.changes:
            model = type(change.row)
            before = {name: getattr(change.row, name) for name in change.values}
            key = f"{model.__name__} {_json(before)} {_json(change.values)}".encode()
            groups.setdefault(key, (model, [], before, change.values))[1].append(change.row.pk)
    for model, keys, before, values in groups.values():
        if queries.change(model, keys, before, values) != len(keys):
            raise _Changed


def _json(values: dict[str, Any]) -> str:
    return DjangoJSONEncoder(sort_keys=True).encode(values)


def _mark(package: str, kind: Kind, entries: Sequence[Entry]) -> None:
    new: list[MovedRow] = []
    made = marks.made(package, kind, entries)
    known = queries.marks_of_keys(package, kind.name, [mark.key for mark in made])
    for mark in made:
        earlier = known.get((mark.table, mark.key))
        if earlier is None:
            new.append(mark)
            known[mark.table, mark.key] = mark
            continue
        earlier.digest = mark.digest
        if earlier.before is not None:
            earlier.before = {**(mark.before or {}), **earlier.before}
        if earlier.pk is not None:
            queries.update_mark(earlier)
    queries.insert_marks(new)
