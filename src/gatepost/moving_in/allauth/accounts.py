"""Accounts: those that allauth held back as unverified stay so, all others need no verification."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from gatepost.accounts.models import AccountRecord, Identifier
from gatepost.ground import clock
from gatepost.ground.user_types import UserId
from gatepost.moving_in import old_tables
from gatepost.moving_in.allauth.tables import EmailAddress
from gatepost.moving_in.package import Change, Entry, Kind, Source, Table


def _mandatory() -> bool:
    return getattr(settings, "ACCOUNT_EMAIL_VERIFICATION", "optional") in ("mandatory", True)


def _count() -> int:
    return old_tables.rows(EmailAddress).values("user_id").distinct().count()


def _read(after: str, size: int) -> Sequence[Source]:
    users = old_tables.rows(EmailAddress).order_by("user_id").values_list("user_id", flat=True).distinct()
    if after:
        users = users.filter(user_id__gt=EmailAddress._meta.get_field("user_id").to_python(after))  # noqa: SLF001
    return [Source(key=str(user), position=str(user), row=user) for user in users[:size]]


def _convert(sources: Sequence[Source]) -> list[Entry]:
    users = [source.row for source in sources]
    held_back = set(users) - _verified(users) if _mandatory() else set()
    known = AccountRecord.objects.in_bulk(users)
    changes = ((source, _change(known.get(source.row), source.row, held_back)) for source in sources)
    return [Entry(source=source.key, user_id=source.row, **change) for source, change in changes]


def _verified(users: Sequence[Any]) -> set[Any]:
    """The users who have verified an address, there or here."""
    there = old_tables.rows(EmailAddress, user_id__in=users, verified=True).values_list("user_id", flat=True)
    here = Identifier.objects.filter(user_id__in=users, verified_at__isnull=False).values_list("user_id", flat=True)
    return {*there, *here}


def _change(record: AccountRecord | None, user: UserId, held_back: set[Any]) -> dict[str, Any]:
    if user in held_back:
        adopted = record is not None and record.adopted
        return {"changes": (Change(row=record, values={"adopted": False}),)} if adopted else {}
    if record is None:
        return {"rows": (AccountRecord(user_id=user, adopted=True, established_at=clock.now()),)}
    return {}


KIND = Kind(
    name="accounts",
    title="Accounts",
    tables=(Table(model=AccountRecord, columns=("adopted",)),),
    count=_count,
    read=_read,
    convert=_convert,
)
