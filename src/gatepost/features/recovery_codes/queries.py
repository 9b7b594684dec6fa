"""One query per function; where two requests race, the row count of a `Guard` decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import router

from gatepost.features.recovery_codes.models import RecoveryCode


def of(authenticator_id: UUID) -> list[RecoveryCode]:
    """All codes of a set, used ones too."""
    rows = RecoveryCode.objects.using(router.db_for_write(RecoveryCode))
    return list(rows.filter(authenticator_id=authenticator_id).order_by("id"))


def insert(rows: Sequence[RecoveryCode]) -> None:
    """Insert a set of codes."""
    RecoveryCode.objects.bulk_create(rows)


def use(authenticator_id: UUID, digests: Sequence[str], now: datetime) -> bool:
    """Guard: use a code up. All conditions are on the row itself: across a join, two requests could both pass."""
    rows = RecoveryCode.objects.filter(authenticator_id=authenticator_id, digest__in=digests, used_at__isnull=True)
    return rows.update(used_at=now, sealed="") == 1


def erase(authenticator_id: UUID) -> int:
    """Guard: erase the sealed codes, keeping the digests; of two concurrent requests one may show the codes."""
    return RecoveryCode.objects.filter(authenticator_id=authenticator_id).exclude(sealed="").update(sealed="")
