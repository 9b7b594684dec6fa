"""The queries for second factors and passkeys, one per function."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import IntegrityError, router, transaction

from gatepost.accounts.models import Authenticator
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Rows
from gatepost.ground.user_types import UserId

_joined: list[str] = []
_insert = Insert(Authenticator)
_record_use = Change(Authenticator, lambda rows, row_id, **columns: (rows.filter(id=row_id), columns))
_rename = Change(
    Authenticator, lambda rows, user_id, number, name: (rows.filter(user_id=user_id, number=number), {"name": name})
)
_make_factor = Change(
    Authenticator,
    lambda rows, user_id, number: (
        rows.filter(user_id=user_id, number=number, is_factor=False),
        {"is_factor": True},
    ),
)
_raise_counter = Change(
    Authenticator,
    lambda rows, row_id, counter, now: (
        rows.filter(id=row_id, counter__lt=counter),
        {"counter": counter, "last_used_at": now},
    ),
)


@cache
def _authenticators(joined: tuple[str, ...]) -> Rows[Authenticator]:
    return Rows(
        Authenticator,
        lambda rows, user_id: rows.select_related(*joined).filter(user_id=user_id).order_by("created_at", "id"),
    )


def join(names: Sequence[str]) -> None:
    """Register the features' one-to-one rows to be loaded with each authenticator, in the same query."""
    _joined[:] = names


def authenticators(user_id: UserId) -> list[Authenticator]:
    """A user's second factors and passkeys, oldest first, with the rows of their features."""
    return _authenticators(tuple(_joined))(user_id=user_id)


def insert_authenticator(row: Authenticator) -> bool:
    """Guard: insert an authenticator; False if the user already has one of a type that is allowed only once."""
    try:
        with transaction.atomic(using=router.db_for_write(Authenticator)):
            _insert(row)
    except IntegrityError:
        return False
    return True


def delete_authenticators(user_id: UserId, **where: object) -> int:
    """Delete authenticators of a user, with dependent rows; returns how many."""
    _, removed = Authenticator.objects.filter(user_id=user_id, **where).delete()
    return removed.get(Authenticator._meta.label, 0)  # noqa: SLF001


def record_use(row_id: UUID, now: datetime) -> int:
    """Record the use of an authenticator."""
    return _record_use(row_id=row_id, last_used_at=now)


def raise_counter(row_id: UUID, counter: int, now: datetime) -> bool:
    """Guard: record a use with its counter; false for a counter that was used before or is older, against replay."""
    return _raise_counter(row_id=row_id, counter=counter, now=now) == 1


def make_factor(user_id: UserId, number: int) -> bool:
    """Guard: make a passkey that was none a second factor; false if it is one, or isn't the user's."""
    return _make_factor(user_id=user_id, number=number) == 1


def rename_authenticator(user_id: UserId, number: int, name: str) -> int:
    """Rename an authenticator of a user."""
    return _rename(user_id=user_id, number=number, name=name)
