"""The queries of this package, one per function."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Identifier
from gatepost.flow.models import PendingLogin
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Removal, Rows
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId

insert = Insert(PendingLogin)
"""Insert a pending login."""


_pending = Rows(
    PendingLogin,
    lambda rows, session_id, now: only_shown(
        rows.filter(session_id=session_id, expires_at__gt=now).select_related("user")
    ),
)


def pending(session_id: UUID, now: datetime) -> PendingLogin | None:
    """The unexpired login pending in a session, with its user; a decoy has none."""
    return _pending.first(session_id=session_id, now=now)


def _account(rows: QuerySet[Identifier], session_id: object, now: object) -> QuerySet[Identifier]:
    login = "user__gatepost_logins__"
    rows = account_queries.annotated(rows).filter(**{f"{login}session_id": session_id, f"{login}expires_at__gt": now})
    columns = {f"login_{name}": F(f"{login}{name}") for name in ("step", "purpose", "proofs", "auth_hash")}
    found: QuerySet[Identifier] = only_shown(rows).select_related("user").annotate(**columns)
    return found


_pending_account = Rows(Identifier, _account)
_delete_of_user = Removal(PendingLogin, lambda rows, user_id: rows.filter(user_id=user_id))
_delete_waiting = Removal(PendingLogin, lambda rows, session_id, step: rows.filter(session_id=session_id, step=step))
_delete = Removal(PendingLogin, lambda rows, session_id: rows.filter(session_id=session_id))


def pending_account(session_id: UUID, now: datetime) -> list[Identifier]:
    """The identifiers of the user whose login is pending in a session, with user and the login's `login_…` columns."""
    found = _pending_account(session_id=session_id, now=now)
    return sorted(found, key=lambda row: (row.created_at, row.id))


def delete(session_id: UUID) -> int:
    """Guard: delete the login pending in a session; of two requests that complete it one gets 1."""
    return _delete(session_id=session_id)


def deletion(session_id: UUID) -> tuple[str, list[Any]]:
    """As `delete`, for a statement that writes more."""
    return _delete.part(session_id=session_id)


def delete_waiting(session_id: UUID, step: str) -> int:
    """Delete the login pending in a session, if this is its current step."""
    return _delete_waiting(session_id=session_id, step=step)


def delete_of_user(user_id: UserId) -> int:
    """Delete every pending login of a user."""
    return _delete_of_user(user_id=user_id)


def delete_old(now: datetime, limit: int) -> int:
    """Delete expired logins, a batch at a time."""
    return delete_batch(PendingLogin.objects.filter(expires_at__lte=now), limit)
