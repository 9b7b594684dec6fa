"""Queries about signing keys, one per function. In a guard, the row count or the unique constraint decides a race."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Q, QuerySet

from gatepost.ground.deletion_queries import delete_batch
from gatepost.tokens.models import SigningKey


def _rows() -> QuerySet[SigningKey]:
    return SigningKey.objects.using(router.db_for_write(SigningKey))


def usable(retired_after: datetime) -> list[SigningKey]:
    """Keys that may verify: next, active, and those retired after a moment; oldest first."""
    rows = _rows().filter(Q(slot__isnull=False) | Q(retired_at__gt=retired_after), revoked_at__isnull=True)
    return list(rows.order_by("created_at", "id"))


def unrevoked(kid: str) -> SigningKey | None:
    """The key of an id, however long ago it was retired, unless it was revoked."""
    return _rows().filter(kid=kid, revoked_at__isnull=True).first()


def every() -> list[SigningKey]:
    """All keys, newest first."""
    return list(_rows().order_by("-created_at", "-id"))


def insert(row: SigningKey) -> bool:
    """Guard: insert a key; False if its slot is occupied (unique constraint)."""
    try:
        with transaction.atomic(using=router.db_for_write(SigningKey)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def promote(now: datetime, algorithm: str) -> bool:
    """Guard: make the next key the active one, if it is for this algorithm; the constraint refuses a second one."""
    try:
        with transaction.atomic(using=router.db_for_write(SigningKey)):
            return _rows().filter(slot="next", algorithm=algorithm).update(slot="active", activated_at=now) == 1
    except IntegrityError:
        return False


def retire_unfit(now: datetime, algorithm: str) -> int:
    """Retire the next key if it is for another algorithm than the settings now require."""
    return _rows().filter(slot="next").exclude(algorithm=algorithm).update(slot=None, retired_at=now)


def retire(key_id: UUID, slot: str, now: datetime) -> int:
    """Guard: retire a key from its slot; of two concurrent calls one gets 1."""
    return _rows().filter(id=key_id, slot=slot).update(slot=None, retired_at=now)


def revoke(kid: str, now: datetime) -> int:
    """Guard: revoke a key, so that it verifies nothing."""
    return _rows().filter(kid=kid, revoked_at__isnull=True).update(slot=None, revoked_at=now)


def delete_old(before: datetime, limit: int) -> int:
    """Delete keys that no valid token needs, a batch at a time."""
    old = Q(retired_at__lte=before) | Q(revoked_at__lte=before)
    return delete_batch(_rows().filter(old, slot__isnull=True), limit)
