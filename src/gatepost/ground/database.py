"""Transactions, errors and retries: the only part of Django's database layer that operations and views use."""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django import db
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, OperationalError, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor

from gatepost.ground import project_users

DEADLOCK_TRIES = 6
LONGEST_PAUSE_MILLISECONDS = 10
"""Before the second attempt; it doubles with each further one."""
MIGRATION_TRIES = 30
MIGRATION_PAUSE_SECONDS = 1.0
MIGRATION_LOCK = 0x6761_7465_706F_7374
"""The number of the advisory lock, which no other program is likely to use: "gatepost" in ASCII."""
DEFINITION = ("ALTER", "CREATE", "DROP")
LOCK_NOT_AVAILABLE = "55P03"
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
    return router.db_for_write(project_users.model())


def atomic() -> transaction.Atomic:
    """A transaction on that database, or a savepoint within one."""
    return transaction.atomic(using=alias())


def deadlocks_between_inserts() -> bool:
    """Whether transactions that insert rows before they compete for another can deadlock, as on MariaDB.

    There an insert locks the rows that it refers to, and a delete those that it scans: lock the contested row first.
    """
    return connections[alias()].vendor == "mysql"


def in_transaction() -> bool:
    """Whether a transaction is open on that database."""
    return connections[alias()].in_atomic_block


@contextlib.contextmanager
def open_savepoint() -> Iterator[None]:
    """As `atomic`, but a savepoint stays open until the transaction ends, which saves a round trip; not for loops."""
    connection = connections[alias()]
    if not connection.in_atomic_block or connection.needs_rollback:
        with atomic():
            yield
        return
    name = connection.savepoint() or ""
    connection.savepoint_ids.append(name)  # Django drops by it what waits for the commit
    failed = True
    try:
        yield
        failed = connection.needs_rollback
    finally:
        connection.savepoint_ids.pop()
        if failed and not connection.closed_in_transaction:
            connection.needs_rollback = False
            try:
                connection.savepoint_rollback(name)
            except db.Error:  # the whole transaction is lost, as after a deadlock on MariaDB
                connection.needs_rollback = True


def autocommits() -> bool:
    """Whether Django commits by itself, as it does by default."""
    return bool(connections[alias()].settings_dict["AUTOCOMMIT"])


def savepoint() -> contextlib.AbstractContextManager[Any]:
    """A savepoint in a transaction, so that a statement may fail there; nothing outside of one, where it may anyway."""
    return atomic() if connections[alias()].in_atomic_block else contextlib.nullcontext()


def combines_writes() -> bool:
    """Whether the database can write to several tables in one statement, each write depending on another."""
    return connections[alias()].vendor == "postgresql"


def returns_changed_rows() -> bool:
    """Whether an update can return the rows that it changed; MariaDB returns only those that were inserted."""
    connection = connections[alias()]
    return connection.vendor in ("postgresql", "sqlite") and connection.features.can_return_columns_from_insert


_ALLOWED = {
    "postgresql": """
        SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
             - coalesce(current_setting('reserved_connections', true), '0')::int
    """,
    "mysql": "SELECT @@max_connections",
}


def allowed_connections() -> int | None:
    """How many connections the server accepts from all its clients; None for SQLite, which needs none."""
    connection = connections[alias()]
    if connection.vendor not in _ALLOWED:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ALLOWED[connection.vendor])
        return int(cursor.fetchone()[0])


def disconnect() -> None:
    """Close this thread's connections and the process's pools, before it forks: its children must not share them."""
    connections.close_all()
    for connection in connections.all():
        close_pool = getattr(connection, "close_pool", None)  # PostgreSQL's have one
        if close_pool is not None:
            close_pool()


def check_pool() -> None:
    """Replace pooled connections that a restart of the database closed; otherwise each would fail another request."""
    pool = getattr(connections[alias()], "pool", None)
    if pool is not None:
        pool.check()


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


def migrate() -> None:
    """Apply pending migrations while other servers use the database; of several that start together, one does.

    On PostgreSQL a statement that waits for a table lets no later one use it. So it waits for two seconds, and the
    migration is rolled back and tried again.

    Raises:
        OperationalError: A table was in use at each of thirty attempts.
    """
    with _alone(), connections[alias()].execute_wrapper(_wait_briefly):
        for remaining in reversed(range(MIGRATION_TRIES)):
            try:
                call_command("migrate", verbosity=0, interactive=False)
            except OperationalError as error:
                if not remaining or getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                time.sleep(MIGRATION_PAUSE_SECONDS)
            else:
                return


def _wait_briefly(execute: Callable[..., object], sql: str, *arguments: object) -> object:
    """Limit how long a definition waits for its table: in its transaction only, so that a pooler may follow."""
    connection = connections[alias()]
    if connection.vendor == "postgresql" and connection.in_atomic_block and sql.lstrip().startswith(DEFINITION):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
    return execute(sql, *arguments)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for other servers that migrate this database; by a transaction on a connection of its own."""
    with contextlib.closing(connections[alias()].copy()) as other:
        other.settings_dict["OPTIONS"].pop("pool", None)  # which may have room for one only
        if other.vendor == "postgresql":
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
        elif other.vendor == "mysql":
            with other.cursor() as cursor:
                cursor.execute("SELECT GET_LOCK(CONCAT('gatepost ', DATABASE()), 600)")
        yield


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
    """Whether an insert failed because its user, or a client, was deleted meanwhile, by the violated foreign key."""
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
            if in_transaction():
                raise
        # At random, so that those who met in one deadlock don't meet in the next.
        time.sleep(secrets.randbelow(LONGEST_PAUSE_MILLISECONDS * 2**attempt + 1) / 1000)
    return operation()
