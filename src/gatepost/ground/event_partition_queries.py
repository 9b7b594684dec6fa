"""Months of events as partitions of their table, on PostgreSQL.

An event's key begins with the time at which it was made (RFC 9562, section 5.7), so the key itself is what partitions
are made by, and it stays the primary key. Rows from before the table was partitioned stay in one partition, `_earlier`;
rows of a month without a partition go to another, `_other`, so that no request ever fails for the lack of one.
"""

import logging
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections

from gatepost.ground import database
from gatepost.ground.models import Event

log = logging.getLogger("gatepost.worker")
TABLE = Event._meta.db_table  # noqa: SLF001 - Django documents it
EARLIER, OTHER = f"{TABLE}_earlier", f"{TABLE}_other"
MONTHS_AHEAD = 2
NOT_ALLOWED = "42501"
LONGEST_NAME = 63
LOCK = 0x6576_656E_7473
"""The number of the advisory lock for changes of partitions: "events" in ASCII."""
SHORT_WAIT = "SET LOCAL lock_timeout = '200ms'"
"""While a change of partitions waits for its lock, so does every request that writes an event."""
_UPPER = re.compile(r"TO \('([0-9a-f-]{36})'\)")
_LIKE = "INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING GENERATED INCLUDING IDENTITY"


def possible() -> bool:
    """Whether the database has partitions that gatepost can use."""
    return connections[database.alias()].vendor == "postgresql"


def is_partitioned() -> bool:
    """Whether the table of events has partitions."""
    if not possible():
        return False
    return _rows("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)", TABLE) == [(True,)]


def partition(now: datetime) -> None:
    """Partition the table, in one transaction: what is there becomes one partition, up to the end of this month.

    The database reads the table once, while requests that write an event wait.

    Raises:
        DatabaseError: Nothing has changed then. With an IntegrityError, an event's key is from after this month.
    """
    with database.atomic():
        _run(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        rights, indexes = [*_rights(TABLE), *_rights(OTHER)], _indexes()
        for name, *_ in indexes:
            _run(f'ALTER INDEX "{name}" RENAME TO "{_earlier(name)}"')
        _run(f"ALTER TABLE {TABLE} RENAME TO {EARLIER}")
        _run(f"CREATE TABLE {TABLE} (LIKE {EARLIER} {_LIKE}) PARTITION BY RANGE (id)")
        for name, definition, primary in indexes:
            _run(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" PRIMARY KEY (id)' if primary else definition)
        end = _first_key(_next_month(_month(now)))
        _run(f"ALTER TABLE {TABLE} ATTACH PARTITION {EARLIER} FOR VALUES FROM (MINVALUE) TO ('{end}')")
        _run(f"CREATE TABLE {OTHER} PARTITION OF {TABLE} DEFAULT")
        for statement in rights:
            _run(statement)
        _add_months(now)


def _indexes() -> list[tuple[str, str, bool]]:
    """The table's indexes: the name, the statement that creates it, and whether it is the primary key's."""
    return _rows(
        """
        SELECT relname, pg_get_indexdef(indexrelid), indisprimary FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = to_regclass(%s)
        """,
        TABLE,
    )


def _earlier(name: str) -> str:
    """The name that an index of the former table gets."""
    return f"{name[: LONGEST_NAME - len('_earlier')]}_earlier"


def _rights(name: str) -> list[str]:
    """Statements that give a new table the owner of this one, and others what they may do with it."""
    found = _rows(
        """
        SELECT format('ALTER TABLE %%I OWNER TO %%I', %s::text, pg_get_userbyid(relowner))
        FROM pg_class WHERE oid = to_regclass(%s)
        UNION ALL
        SELECT format('GRANT %%s ON %%I TO %%s', privilege_type, %s::text,
                      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
        FROM pg_class, aclexplode(relacl) WHERE oid = to_regclass(%s) AND grantee <> relowner
        """,
        name,
        TABLE,
        name,
        TABLE,
    )
    return [statement for (statement,) in found]


def maintain(now: datetime, before: datetime | None) -> int:
    """Add the partitions of the coming months, and drop those in which every event is from before a moment.

    Args:
        now: The present.
        before: The moment; None to drop nothing.

    Returns:
        How many were dropped; 0 if a long query or another worker is using the table, or the role may not change it:
        the next call tries again.
    """
    try:
        with database.atomic():
            if _rows("SELECT pg_try_advisory_xact_lock(%s)", LOCK) != [(True,)]:
                return 0
            _run(SHORT_WAIT)
            _add_months(now)
            return _drop(before) if before is not None else 0
    except database.Error as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state == NOT_ALLOWED:
            log.warning("partitions of events are neither added nor dropped: %s", error)
        elif state != database.LOCK_NOT_AVAILABLE:
            raise
        return 0


def _drop(before: datetime) -> int:
    expired = [name for name, end in _partitions() if end <= before]
    for name in expired:
        _run(f'DROP TABLE "{name}"')
    return len(expired)


def delete_rows(before: datetime, limit: int) -> int:
    """Delete events from before a moment that are in no month's partition, a batch at a time; returns how many."""
    deleted = 0
    for table in (EARLIER, OTHER):
        if _rows("SELECT to_regclass(%s) IS NULL", table) == [(True,)]:
            continue
        with database.atomic(), connections[database.alias()].cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE id = ANY(ARRAY("  # noqa: S608 - two names of this module
                f"SELECT id FROM {table} WHERE at < %s LIMIT %s FOR UPDATE SKIP LOCKED))",
                [before, limit - deleted],
            )
            deleted += cursor.rowcount
        if deleted >= limit:
            break
    return deleted


def _partitions() -> Iterator[tuple[str, datetime]]:
    """Partitions and the moment at which each ends; without the one for all other rows."""
    found = _rows(
        """
        SELECT relname, pg_get_expr(relpartbound, pg_class.oid) FROM pg_inherits
        JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = to_regclass(%s)
        """,
        TABLE,
    )
    for name, bound in found:
        if upper := _UPPER.search(bound):
            milliseconds = uuid.UUID(upper[1]).int >> 80
            yield name, datetime.fromtimestamp(milliseconds / 1000, UTC)


def _add_months(now: datetime) -> None:
    """Add partitions for this month and the next ones, but for months whose rows are elsewhere already."""
    ends, month = [end for _, end in _partitions()], _month(now)
    for _ in range(MONTHS_AHEAD + 1):
        start, month = month, _next_month(month)
        if month in ends or start < max(ends, default=start):
            continue
        first, last = _first_key(start), _first_key(month)
        if _rows(f"SELECT 1 FROM {OTHER} WHERE id >= %s AND id < %s LIMIT 1", str(first), str(last)):  # noqa: S608
            continue
        name = f"{TABLE}_{start:%Y_%m}"
        _run(f"CREATE TABLE {name} (LIKE {TABLE} {_LIKE})")
        _run(f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{last}')")


def _month(moment: datetime) -> datetime:
    """The start of a moment's month, in UTC."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month(month: datetime) -> datetime:
    return _month(month + timedelta(days=31))


def _first_key(moment: datetime) -> uuid.UUID:
    """A key before those of all events from this moment on."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def _run(statement: str) -> None:
    with connections[database.alias()].cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str, *values: str | int) -> list[Any]:
    with connections[database.alias()].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
