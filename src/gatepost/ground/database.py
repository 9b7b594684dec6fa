"""Transactions, errors and retries: the only part of Django's database layer that operations and views use."""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django import db
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, OperationalError, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor

DEADLOCK_TRIES = 6
LONGEST_PAUSE_MILLISECONDS = 10
"""Before the second attempt; it doubles with each further one."""
FOREIGN_KEY_POSTGRESQL = "23503"
FOREIGN_KEY_MARIADB = 1452
Found = TypeVar("Found")
Error = DatabaseError
"""Any error of the database; the two below are kinds of it."""
ConstraintViolated = IntegrityError
"""A unique constraint or a foreign key refused a row."""
Unavailable = OperationalError
"""The database does not respond, or chose this transaction as a deadlock victim."""
own_transactions = transaction.non_atomic_requests
"""Decorator for a view that opens its own transactions, also in a project with `ATOMIC_REQUESTS`."""


def alias() -> str:
    """The database of the user model, which holds our tables too."""
    return router.db_for_write(get_user_model())


def atomic() -> transaction.Atomic:
    """A transaction on that database, or a savepoint within one."""
    return transaction.atomic(using=alias())


def deadlocks_between_inserts() -> bool:
    """Whether transactions that insert rows before they compete for another can deadlock, as on MariaDB.

    There an insert locks the rows that it refers to, and a delete those that it scans: lock the contested row first.
    """
    return connections[alias()].vendor == "mysql"


def savepoint() -> contextlib.AbstractContextManager[Any]:
    """A savepoint in a transaction, so that a statement may fail there; nothing outside of one, where it may anyway."""
    return atomic() if connections[alias()].in_atomic_block else contextlib.nullcontext()


def combines_writes() -> bool:
    """Whether the database can write to several tables in one statement, each write depending on another."""
    return connections[alias()].vendor == "postgresql"


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that is rolled back at its end; what waits for its commit never runs."""
    with atomic():
        yield
        transaction.set_rollback(True, using=alias())


def version() -> str:
    """Product and version of the server; connects to it.

    Raises:
        DatabaseError: It can't be reached.
        NotSupportedError: Django doesn't support the version.
    """
    connection = connections[alias()]
    connection.ensure_connection()
    connection.check_database_version_supported()
    number = ".".join(str(part) for part in connection.get_database_version())
    mariadb = connection.vendor == "mysql" and getattr(connection, "mysql_is_mariadb", False)
    return f"{'MariaDB' if mariadb else connection.display_name} {number}"


UNIX_TIME = {
    "postgresql": "SELECT EXTRACT(EPOCH FROM clock_timestamp())",
    "mysql": "SELECT UNIX_TIMESTAMP(SYSDATE(6))",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400",
}


def unix_time() -> float | None:
    """The database server's clock; None for a database that is not known to have one."""
    connection = connections[alias()]
    if (statement := UNIX_TIME.get(connection.vendor)) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return float(cursor.fetchone()[0])


def unapplied_migrations() -> list[str]:
    """Migrations of all apps that the database lacks, as `app.name`."""
    executor = MigrationExecutor(connections[alias()])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def retry_transaction_on_deadlock(operation: Callable[[], Found]) -> Found:
    """Run `operation` in its own transaction, and retry it as a whole if it is chosen as a deadlock victim.

    Raises:
        OperationalError: Every attempt failed.
    """

    def whole() -> Found:
        with atomic():
            return operation()

    return retry_on_deadlock(whole)


def user_is_gone(error: IntegrityError) -> bool:
    """Whether an insert failed because the user was deleted in the meantime, by the foreign key that was violated."""
    cause: Any = error.__cause__
    if getattr(cause, "sqlstate", None) == FOREIGN_KEY_POSTGRESQL:
        return str(cause.diag.table_name).startswith("gatepost_")
    if error.args and error.args[0] == FOREIGN_KEY_MARIADB:
        return "`gatepost_" in str(error)
    return "FOREIGN KEY constraint failed" in str(error)


def rolls_back_on_refusal() -> bool:
    """Whether this runs in a request's transaction (`ATOMIC_REQUESTS`), which REST framework rolls back on refusal."""
    connection = transaction.get_connection(alias())
    return connection.in_atomic_block and bool(connection.settings_dict["ATOMIC_REQUESTS"])


def close_connections() -> None:
    """Close the connections of this thread; for threads that don't serve requests."""
    connections.close_all()


def close_old_connections() -> None:
    """Close this thread's connections that are broken or too old, as Django does before and after a request."""
    db.close_old_connections()


def on_commit(operation: Callable[[], None]) -> None:
    """Run `operation` after the current transaction commits; immediately if there is none."""
    transaction.on_commit(operation, using=alias())


def retry_on_deadlock(operation: Callable[[], Found]) -> Found:
    """Run one statement, and retry it if it is chosen as a deadlock victim.

    On MariaDB that happens with many writers of one row, or of one gap in an index. Inside a transaction nothing is
    retried, because the whole transaction was rolled back.

    Raises:
        OperationalError: Every attempt failed.
    """
    for attempt in range(DEADLOCK_TRIES - 1):
        try:
            return operation()
        except OperationalError:
            if transaction.get_connection(alias()).in_atomic_block:
                raise
        # At random, so that those who met in one deadlock don't meet in the next.
        time.sleep(secrets.randbelow(LONGEST_PAUSE_MILLISECONDS * 2**attempt + 1) / 1000)
    return operation()
