"""What REST framework's own table of tokens holds."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import connections, router

from gatepost.tokens.models import Token


class Row(msgspec.Struct, frozen=True):
    """A token in clear, since when, and whose."""

    key: str
    created_at: datetime
    user_id: Any


def has_table(table: str) -> bool:
    """Whether the database that tokens are written to has a table of this name."""
    return table in connections[router.db_for_write(Token)].introspection.table_names()


def count(table: str) -> int:
    """How many rows it has."""
    connection = connections[router.db_for_write(Token)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a quoted name
        return int(cursor.fetchone()[0])


def page(table: str, after: str, limit: int) -> list[Row]:
    """So many rows with greater keys, in order."""
    connection = connections[router.db_for_write(Token)]
    names = ", ".join(connection.ops.quote_name(name) for name in ("key", "created", "user_id"))
    key, quoted = connection.ops.quote_name("key"), connection.ops.quote_name(table)
    sql = f"SELECT {names} FROM {quoted} WHERE {key} > %s ORDER BY {key} LIMIT {limit:d}"  # noqa: S608 - quoted names
    with connection.cursor() as cursor:
        cursor.execute(sql, [after])
        return [Row(found, _moment(created), user_id) for found, created, user_id in cursor.fetchall()]


def _moment(value: Any) -> datetime:
    """A raw column as a moment; databases without time zones keep UTC."""
    found: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def users(ids: list[Any]) -> dict[Any, Any]:
    """Users by primary key."""
    field: Any = get_user_model()._meta.pk  # noqa: SLF001
    keys = {raw: field.to_python(raw) for raw in ids}
    found = get_user_model()._default_manager.using(router.db_for_write(Token)).in_bulk(list(keys.values()))  # noqa: SLF001
    return {raw: found[key] for raw, key in keys.items() if key in found}
