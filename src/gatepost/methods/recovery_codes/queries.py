"""One statement a function; a Guard's row count decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import router

from gatepost.methods.recovery_codes.models import RecoveryCode


def of(authenticator_id: UUID) -> list[RecoveryCode]:
    """All codes of a set."""
    rows = RecoveryCode.objects.using(router.db_for_write(RecoveryCode))
    return list(rows.filter(authenticator_id=authenticator_id).order_by("id"))


def insert(rows: Sequence[RecoveryCode]) -> None:
    """Write a set."""
    RecoveryCode.objects.bulk_create(rows)


def use(authenticator_id: UUID, digests: Sequence[str], now: datetime) -> bool:
    """Guard: use a code up. Every condition is on the row itself: behind a join two racers would both pass."""
    rows = RecoveryCode.objects.filter(authenticator_id=authenticator_id, digest__in=digests, used_at__isnull=True)
    return rows.update(used_at=now, sealed="") == 1


def erase(authenticator_id: UUID) -> int:
    """Guard: keep nothing but digests; of two who look at once one may show the codes."""
    return RecoveryCode.objects.filter(authenticator_id=authenticator_id).exclude(sealed="").update(sealed="")
