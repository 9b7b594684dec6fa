"""Rows that are inserted one after another go to the database in one statement, where it can do that."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeAlias

from django.db import connections, models

from gatepost.ground import database

Waiting: TypeAlias = list[tuple[Any, models.Model]]
waiting: ContextVar[Waiting | None] = ContextVar("gatepost_waiting_rows", default=None)
"""The rows that wait, each with the `prebuilt_queries.Insert` of its model; None if nothing may wait."""


class Collected(list[tuple[Any, models.Model]]):
    """Rows that are to be inserted by one statement, each with the insert of its model.

    It also makes `changes`, updates as statement and parameters. Each of `guards` must find a row to change or delete:
    the next one, and everything else, is written only then.
    """

    def __init__(self) -> None:
        """Collect nothing yet."""
        super().__init__()
        self.changes: list[tuple[str, list[Any]]] = []
        self.guards: list[tuple[str, list[Any]]] = []


class WritesMoreError(Exception):
    """What is to be written depends on rows that one statement can't both read and change; nothing was written."""


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Let what `Insert` inserts wait until the end, or until the next other statement. Runs inside a transaction.

    So no statement can tell the difference, but a constraint is violated later. Counting attempts is not waited for,
    since it depends on no row. A nested one joins the outer one.
    """
    if not database.combines_writes() or waiting.get() is not None:
        yield
        return
    rows: Waiting = []
    token = waiting.set(rows)

    def before(execute: Callable[..., object], sql: str, *arguments: object) -> object:
        if sql.startswith("ROLLBACK"):
            rows.clear()  # all of them are younger than the savepoint, which is a statement, too
        elif "gatepost_bucket" not in sql:
            _write(rows)
        return execute(sql, *arguments)

    try:
        with connections[database.alias()].execute_wrapper(before):
            yield
            _write(rows)
    finally:
        waiting.reset(token)


def _write(rows: Waiting) -> None:
    if not rows:
        return
    written, statements = list(rows), []
    rows.clear()
    values: list[Any] = []
    for insert, row in written:
        into, places, parameters = insert.part(row)
        statements.append(f"{into} VALUES ({places})")
        values += parameters
    others = ", ".join(f"written{number} AS ({one})" for number, one in enumerate(statements[:-1]))
    with connections[alias := database.alias()].cursor() as cursor:
        cursor.execute(f"WITH {others} {statements[-1]}" if others else statements[-1], values)
    for _, row in written:
        row._state.adding, row._state.db = False, alias  # noqa: SLF001 - Django's documented _state
