"""The only part of Django's database layer that operations use."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

DEADLOCK_TRIES = 5
Found = TypeVar("Found")


def atomic() -> transaction.Atomic:
    """A transaction, or a savepoint in one."""
    return transaction.atomic()


def undone_by_refusals() -> bool:
    """Whether this runs in a request's transaction (`ATOMIC_REQUESTS`), which a framework undoes when it refuses."""
    connection = transaction.get_connection()
    return connection.in_atomic_block and bool(connection.settings_dict["ATOMIC_REQUESTS"])


def on_commit(act: Callable[[], None]) -> None:
    """Run `act` once the present transaction is written; at once if there is none."""
    transaction.on_commit(act)


def undisturbed(act: Callable[[], Found]) -> Found:
    """Run one statement, and again if the database chose it as a deadlock's victim.

    MariaDB does so with many writers of one row, or of one gap in an index. Within a transaction nothing is
    tried again, for all of it was undone.

    Raises:
        OperationalError: It never went through.
    """
    for _ in range(DEADLOCK_TRIES - 1):
        try:
            return act()
        except OperationalError:
            if transaction.get_connection().in_atomic_block:
                raise
    return act()
