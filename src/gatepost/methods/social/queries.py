"""One statement a function; a Guard's row count or the unique constraint decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.methods.social.models import SocialAccount, SocialConnection


def _rows() -> QuerySet[SocialAccount]:
    return SocialAccount.objects.using(router.db_for_write(SocialAccount))


def find(connection: str, subject: str) -> SocialAccount | None:
    """Whose a person's identity is, with the user."""
    return _rows().filter(connection=connection, subject=subject).select_related("user").first()


def insert(row: SocialAccount) -> bool:
    """Guard: write a new identity; False if somebody was faster."""
    try:
        with transaction.atomic(using=router.db_for_write(SocialAccount)):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def of_user(user_id: Any) -> list[SocialAccount]:
    """A user's identities, oldest first."""
    return list(_rows().filter(user_id=user_id).order_by("created_at", "id"))


def used(row_id: UUID, **columns: object) -> int:
    """Note a use, and what the provider said."""
    return SocialAccount.objects.filter(id=row_id).update(**columns)


def delete(user_id: Any, **where: object) -> int:
    """Guard: forget identities of a user."""
    rows = SocialAccount.objects.filter(user_id=user_id, **where)
    return rows._raw_delete(router.db_for_write(SocialAccount))  # noqa: SLF001


def hold(user_id: Any, connection: str) -> SocialAccount | None:
    """A user's identity at a connection that keeps tokens, its row held until the transaction ends."""
    rows = _rows().filter(user_id=user_id, connection=connection).exclude(sealed="").order_by("-last_used_at")
    return rows.select_for_update().first()


def keep(row_id: UUID, sealed: str, expires_at: datetime | None) -> int:
    """Write tokens."""
    return SocialAccount.objects.filter(id=row_id).update(sealed=sealed, tokens_expire_at=expires_at)


def connections() -> list[SocialConnection]:
    """Registrations made in the admin that are in use."""
    return list(SocialConnection.objects.filter(enabled=True).order_by("name"))
