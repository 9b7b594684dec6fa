"""What a move would do, found without writing anything: for `--plan` and `--check`."""

from collections import Counter, defaultdict
from collections.abc import Callable

import msgspec
from django.apps import apps
from django.db.models import Model

from gatepost.moving_in import endings, marks, moving, queries
from gatepost.moving_in.package import Kind, Skipped

SHOWN = 20


class Tally:
    """Rows that were skipped, counted by reason, with the first users of each; bounded, however many there are."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.counts: Counter[str] = Counter()
        self.users: dict[str, list[str]] = defaultdict(list)

    def add(self, skipped: Skipped) -> None:
        """Count one more."""
        self.counts[skipped.reason] += 1
        user = str(skipped.user_id)
        if len(self.users[skipped.reason]) < SHOWN and user not in self.users[skipped.reason]:
            self.users[skipped.reason].append(user)


class Survey(msgspec.Struct, kw_only=True):
    """The state of a kind.

    Args:
        kind: The kind.
        rows: Rows of the old package.
        due: Rows that are still to be moved.
        moved: Rows of ours that were written.
        changed: Rows of ours that were changed since.
        gone: Rows of ours that were deleted since.
        ended: Rows of ours that ended with their old row, and are still there.
        skipped: Rows that can't be moved.
    """

    kind: Kind
    rows: int
    due: int = 0
    moved: int = 0
    changed: int = 0
    gone: int = 0
    ended: int = 0
    skipped: Tally


def survey(package: str, kind: Kind, size: int, advance: Callable[[int], None]) -> Survey:
    """Compare the tables of a kind.

    Args:
        package: The package.
        kind: The kind.
        size: Rows to read at a time.
        advance: Called with the number of rows that were read.
    """
    found = Survey(kind=kind, rows=kind.count(), moved=queries.count_marks(package, kind.name), skipped=Tally())
    after = ""
    while sources := kind.read(after, size):
        entries, skipped = moving.due(package, kind, sources)
        found.due += len(entries)
        for one in skipped:
            found.skipped.add(one)
        after = sources[-1].position
        advance(len(sources))
    _compare(package, found, size)
    found.ended = sum(len(one) for one in endings.ended(package, kind, size))
    return found


def _compare(package: str, found: Survey, size: int) -> None:
    before: int | None = None
    while written := queries.last_marks(package, found.kind.name, size, before):
        for table in found.kind.tables:
            own = [mark for mark in written if mark.table == table.model._meta.label_lower]  # noqa: SLF001
            if own:
                model: type[Model] = apps.get_model(own[0].table)
                rows = queries.existing(model, [model._meta.pk.to_python(mark.key) for mark in own])  # noqa: SLF001
                intact = marks.unchanged(table, rows, own)
                there = {str(key) for key in rows}
                found.gone += sum(mark.key not in there for mark in own)
                found.changed += sum(mark.key in there and mark.pk not in intact for mark in own)
        before = written[-1].pk
