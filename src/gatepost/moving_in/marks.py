"""Digests of what was written, by which `--undo` and `--check` recognize rows that were changed since."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from gatepost.ground import keyring
from gatepost.moving_in.models import MovedRow
from gatepost.moving_in.package import Change, Entry, Kind, Table

PURPOSE = "moved-row"


def table_of(kind: Kind, model: type[Model]) -> Table:
    """The declaration of a table that a kind writes."""
    return next(table for table in kind.tables if table.model is model)


def _text(table: Table, row: object, details: str) -> str:
    values = [_plain(getattr(row, table.model._meta.get_field(name).attname)) for name in table.columns]  # type: ignore[union-attr]  # noqa: SLF001 - documented
    return json.dumps([*values, details])


def _plain(value: object) -> str:
    """A value as text, the same before it is written and after it was read back."""
    return str(round(value.timestamp(), 3)) if isinstance(value, datetime) else str(value)


def digests(table: Table, rows: Sequence[Any]) -> dict[Any, str]:
    """The digest of each row, by primary key."""
    details = table.details([row.pk for row in rows])
    return {row.pk: keyring.digest(PURPOSE, _text(table, row, details.get(row.pk, ""))) for row in rows}


def unchanged(table: Table, rows: Mapping[Any, Any], marks: Iterable[MovedRow]) -> set[int]:
    """The ids of those marks whose rows are as they were written."""
    details = table.details(list(rows))
    by_key = {str(key): row for key, row in rows.items()}
    found: set[int] = set()
    for mark in marks:
        row = by_key.get(mark.key)
        if row is not None:
            now = keyring.digests(PURPOSE, _text(table, row, details.get(row.pk, "")))
            if any(secrets.compare_digest(mark.digest, one) for one in now):
                found.add(mark.pk)
    return found


def made(package: str, kind: Kind, entries: Sequence[Entry]) -> list[MovedRow]:
    """The marks of entries that were written: of changes first, because undoing goes backwards.

    A row that is changed must be undone after the rows that could only be written because of that.
    """
    changed = [(entry, _after(change), change) for entry in entries for change in entry.changes]
    declared = {table.model for table in kind.tables}
    inserted = [(entry, row, None) for entry in entries for row in entry.rows if type(row) in declared]
    written: list[tuple[Entry, Any, Change | None]] = [*changed, *inserted]
    by_model: dict[type[Model], list[Any]] = {}
    for _, row, _ in written:
        by_model.setdefault(type(row), []).append(row)
    digest = {model: digests(table_of(kind, model), rows) for model, rows in by_model.items()}
    return [
        MovedRow(
            package=package,
            kind=kind.name,
            source=entry.source,
            table=row._meta.label_lower,  # noqa: SLF001 - documented
            key=str(row.pk),
            user=str(entry.user_id),
            digest=digest[type(row)][row.pk],
            before=_before(change) if change is not None else None,
        )
        for entry, row, change in written
    ]


def _after(change: Change) -> Any:
    """A copy of the row as it is after the change."""
    row = type(change.row)(**{field.attname: getattr(change.row, field.attname) for field in _fields(change.row)})
    for name, value in change.values.items():
        setattr(row, name, value)
    return row


def _fields(row: Model) -> Any:
    return row._meta.concrete_fields  # noqa: SLF001 - documented


def _before(change: Change) -> dict[str, Any]:
    values = {name: getattr(change.row, name) for name in change.values}
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def former(model: type[Model], mark: MovedRow) -> dict[str, Any]:
    """The former values of a changed row, as Python values."""
    get: Any = model._meta.get_field  # noqa: SLF001 - documented
    return {name: get(name).to_python(value) for name, value in (mark.before or {}).items()}
