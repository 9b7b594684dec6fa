"""One statement a function."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import router
from django.db.models import F

from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Identifier
from gatepost.flow.models import PendingLogin
from gatepost.ground.prebuilt_queries import Insert

_insert = Insert(PendingLogin)


def pending(session_id: UUID, now: datetime) -> PendingLogin | None:
    """The login on its way in a session."""
    rows = PendingLogin.objects.using(router.db_for_write(PendingLogin))
    return rows.filter(session_id=session_id, expires_at__gt=now).select_related("user").first()


def pending_account(session_id: UUID, now: datetime) -> list[Identifier]:
    """The identifiers of the user whose login waits in a session, each with user and the login's `login_…` columns."""
    login = "user__gatepost_logins__"
    rows = account_queries.told().filter(**{f"{login}session_id": session_id, f"{login}expires_at__gt": now})
    columns = {f"login_{name}": F(f"{login}{name}") for name in ("step", "purpose", "proofs", "auth_hash")}
    found = rows.select_related("user").annotate(**columns)
    return sorted(found, key=lambda row: (row.created_at, row.id))


def insert(row: PendingLogin) -> None:
    """Write a new one."""
    _insert(row)


def delete(session_id: UUID) -> int:
    """Guard: end the login of a session; of two who complete it one gets 1."""
    rows = PendingLogin.objects.filter(session_id=session_id)
    return rows._raw_delete(router.db_for_write(PendingLogin))  # noqa: SLF001


def delete_of_user(user_id: Any) -> int:
    """End every login on its way of a user."""
    rows = PendingLogin.objects.filter(user_id=user_id)
    return rows._raw_delete(router.db_for_write(PendingLogin))  # noqa: SLF001


def delete_old(now: datetime, limit: int) -> int:
    """Remove logins that took too long, a batch at a time."""
    ids = list(PendingLogin.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return PendingLogin.objects.filter(id__in=ids)._raw_delete(router.db_for_write(PendingLogin))  # noqa: SLF001
