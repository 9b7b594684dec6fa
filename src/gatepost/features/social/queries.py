"""One query per function; where two requests race, a `Guard`'s row count or the unique constraint decides."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet

from gatepost.features.social.models import SocialAccount, SocialConnection
from gatepost.ground import galera_queries
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Rows
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId

_find = Rows(
    SocialAccount,
    lambda rows, connection, subject: only_shown(
        rows.filter(connection=connection, subject=subject).select_related("user")
    ),
)
_insert = Insert(SocialAccount)
_of_user = Rows(SocialAccount, lambda rows, user_id: rows.filter(user_id=user_id).order_by("created_at", "id"))
_used = Change(SocialAccount, lambda rows, row_id, **columns: (rows.filter(id=row_id), columns))


def _rows() -> QuerySet[SocialAccount]:
    return SocialAccount.objects.using(router.db_for_write(SocialAccount))


def find(connection: str, subject: str) -> SocialAccount | None:
    """The stored identity with its user, if any."""
    return _find.first(connection=connection, subject=subject)


def insert(row: SocialAccount) -> bool:
    """Guard: insert a new identity; False if a concurrent request was first."""
    try:
        with transaction.atomic(using=router.db_for_write(SocialAccount)):
            _insert(row)
    except IntegrityError:
        return False
    return True


def of_user(user_id: UserId) -> list[SocialAccount]:
    """A user's identities, oldest first."""
    return _of_user(user_id=user_id)


def used(row_id: UUID, **columns: object) -> int:
    """Update the last use and the provider's values."""
    return _used(row_id=row_id, **columns)


def delete(user_id: UserId, **where: object) -> int:
    """Guard: delete identities of a user; returns their number."""
    rows = SocialAccount.objects.filter(user_id=user_id, **where)
    return rows._raw_delete(router.db_for_write(SocialAccount))  # noqa: SLF001


def hold(user_id: UserId, connection: str) -> SocialAccount | None:
    """A user's identity with stored tokens; locks the row until the transaction ends."""
    rows = _rows().filter(user_id=user_id, connection=connection).exclude(sealed="").order_by("-last_used_at")
    found = rows.select_for_update().first()
    if found is not None:
        galera_queries.lock(router.db_for_write(SocialAccount), "social", found.id)
    return found


def keep(row_id: UUID, sealed: str, expires_at: datetime | None) -> int:
    """Update the stored tokens."""
    return SocialAccount.objects.filter(id=row_id).update(sealed=sealed, tokens_expire_at=expires_at)


def connections() -> list[SocialConnection]:
    """The enabled connections from the admin."""
    rows = SocialConnection.objects.using(router.db_for_write(SocialConnection))
    return list(rows.filter(enabled=True).order_by("name"))
