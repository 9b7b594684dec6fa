"""The only part of Django's database layer that operations use."""

from collections.abc import Callable

from django.db import transaction


def atomic() -> transaction.Atomic:
    """A transaction, or a savepoint in one."""
    return transaction.atomic()


def on_commit(act: Callable[[], None]) -> None:
    """Run `act` once the present transaction is written; at once if there is none."""
    transaction.on_commit(act)
