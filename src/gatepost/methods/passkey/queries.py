"""One statement a function; a Guard's row count decides."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.methods.passkey.models import Passkey


def _rows() -> QuerySet[Passkey]:
    return Passkey.objects.using(router.db_for_write(Passkey)).select_related("authenticator")


def of_user(user_id: Any) -> list[Passkey]:
    """A user's keys, oldest first."""
    return list(_rows().filter(authenticator__user_id=user_id).order_by("authenticator__created_at"))


def passwordless(ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Which of these keys were made to log in alone."""
    return dict(Passkey.objects.filter(pk__in=ids).values_list("authenticator_id", "passwordless"))


def by_digest(digest: str) -> Passkey | None:
    """The key with this id, whosever it is, with its user."""
    return _rows().select_related("authenticator__user").filter(digest=digest).first()


def insert(row: Passkey) -> bool:
    """Guard: write a new key; the unique constraint refuses one that somebody has already."""
    try:
        with transaction.atomic(using=router.db_for_write(Passkey)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def count_up(row: Passkey, count: int) -> bool:
    """Guard: move a counter up; of two assertions with the same count one passes."""
    return Passkey.objects.filter(pk=row.pk, sign_count__lt=count).update(sign_count=count) == 1
