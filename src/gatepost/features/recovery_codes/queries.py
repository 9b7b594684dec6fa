"""One query per function; where two requests race, the row count of a `Guard` decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Rows

_of = Rows(RecoveryCode, lambda rows, row_id: rows.filter(authenticator_id=row_id).order_by("id"))
_insert = Insert(RecoveryCode)
_use = Change(
    RecoveryCode,
    lambda rows, row_id, digests, now: (
        rows.filter(authenticator_id=row_id, digest__in=digests, used_at__isnull=True),
        {"used_at": now, "sealed": ""},
    ),
)
_erase = Change(
    RecoveryCode, lambda rows, row_id: (rows.filter(authenticator_id=row_id).exclude(sealed=""), {"sealed": ""})
)


def of(authenticator_id: UUID) -> list[RecoveryCode]:
    """All codes of a set, used ones too."""
    return _of(row_id=authenticator_id)


def insert(rows: Sequence[RecoveryCode]) -> None:
    """Insert a set of codes."""
    _insert.all(rows)


def use(authenticator_id: UUID, digests: Sequence[str], now: datetime) -> bool:
    """Guard: use a code up. All conditions are on the row itself: across a join, two requests could both pass."""
    return _use(row_id=authenticator_id, digests=list(digests), now=now) == 1


def erase(authenticator_id: UUID) -> int:
    """Guard: erase the sealed codes, keeping the digests; of two concurrent requests one may show the codes."""
    return _erase(row_id=authenticator_id)
