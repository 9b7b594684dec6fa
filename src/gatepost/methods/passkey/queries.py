"""One statement a function; a Guard's row count decides."""

from typing import Any

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.methods.passkey.models import Passkey


def _rows() -> QuerySet[Passkey]:
    return Passkey.objects.using(router.db_for_write(Passkey)).select_related("authenticator")


def of_user(user_id: Any) -> list[Passkey]:
    """A user's keys, oldest first."""
    return list(_rows().filter(authenticator__user_id=user_id).order_by("authenticator__created_at"))


def of_active(user_id: Any) -> list[Passkey]:
    """The same, for a user who may log in; one statement for nobody too, so that the time tells nothing."""
    rows = _rows().filter(authenticator__user_id=user_id, authenticator__user__is_active=True)
    return list(rows.order_by("authenticator__created_at"))


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
