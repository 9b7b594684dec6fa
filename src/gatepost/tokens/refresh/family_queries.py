"""Queries about refresh families, one per function. In a guard, the row count decides who wins a race."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import router
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Removal, Rows
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId
from gatepost.sessions.models import Session
from gatepost.sessions.queries import ENDED, MOST_LISTED
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh.lineage import OAUTH

insert = Insert(RefreshFamily)
"""Insert a family."""


_find = Rows(
    RefreshFamily,
    lambda rows, **where: only_shown(
        rows.select_related("user", "session").filter(**{f"{column}__in": texts for column, texts in where.items()})
    ),
)


_without_session = Rows(
    RefreshFamily,
    lambda rows, user_id, now: (
        rows.filter(user_id=user_id, session_id__isnull=True, expires_at__gt=now)
        .exclude(kind=OAUTH)
        .order_by("-created_at", "-id")[:MOST_LISTED]
    ),
)
_delete = Removal(RefreshFamily, lambda rows, **where: rows.filter(**where))
_replace_hash = Change(
    RefreshFamily, lambda rows, user_id, old, new: (rows.filter(user_id=user_id, auth_hash=old), {"auth_hash": new})
)


def by_lookup(lookups: Sequence[str]) -> RefreshFamily | None:
    """The family with one of these digests, with its user and session; reads the primary database."""
    return _find.first(lookup=list(lookups))


def by_access(digests: Sequence[str]) -> RefreshFamily | None:
    """The family whose access token has one of these digests, with user and session; reads the primary database."""
    return _find.first(access=list(digests))


def of_lookups(lookups: Sequence[str]) -> list[RefreshFamily]:
    """The families with these digests, also expired ones."""
    return list(RefreshFamily.objects.using(router.db_for_write(RefreshFamily)).filter(lookup__in=lookups))


def of_session(session_id: UUID, now: datetime) -> RefreshFamily | None:
    """The unexpired family of a session; reads the primary database."""
    rows = RefreshFamily.objects.using(router.db_for_write(RefreshFamily))
    return rows.filter(session_id=session_id, expires_at__gt=now).order_by("-created_at").first()


def begin_with(row: RefreshFamily) -> int:
    """Replace the first token of a new family."""
    rows = RefreshFamily.objects.filter(id=row.id)
    return rows.update(lookup=row.lookup, current=row.current, access=row.access)


def _valid(now: object, rows: QuerySet[RefreshFamily] | None = None) -> QuerySet[RefreshFamily]:
    """Families that have not expired and whose session, if they have one, is still their user's."""
    sessions = Session.objects.exclude(auth_hash=ENDED)
    session = sessions.filter(id=OuterRef("session_id"), user_id=OuterRef("user_id"), expires_at__gt=now)
    rows = RefreshFamily.objects.all() if rows is None else rows
    return rows.filter(Q(session_id__isnull=True) | Exists(session), expires_at__gt=now)


_rotate = Change(
    RefreshFamily,
    lambda rows, family_id, old, now, **columns: (
        _valid(now, rows).filter(id=family_id, current=old),
        {**columns, "generation": F("generation") + 1},
    ),
)


def rotate(row: RefreshFamily, new: str, now: datetime, **columns: object) -> int:
    """Guard: replace the current generation by its successor; of concurrent rotations one gets 1."""
    old = row.current
    return _rotate(family_id=row.id, old=old, now=now, previous=old, current=new, rotated_at=now, **columns)


def of_user(user_id: UserId, now: datetime) -> list[RefreshFamily]:
    """A user's valid families, newest first; of many the newest ones."""
    return list(_valid(now).filter(user_id=user_id).order_by("-created_at", "-id")[:MOST_LISTED])


def without_session(user_id: UserId, now: datetime) -> list[RefreshFamily]:
    """A user's unexpired families without a session, newest first; those of OAuth clients belong to their grants."""
    return _without_session(user_id=user_id, now=now)


def session_number(family: RefreshFamily) -> str:
    """The number of a family's session; empty if it has none, or none any more."""
    if family.session_id is None:
        return ""
    if RefreshFamily._meta.get_field("session").is_cached(family):  # noqa: SLF001
        return str(family.session.number) if family.session is not None else ""
    rows = Session.objects.using(router.db_for_write(Session)).filter(id=family.session_id)
    return "".join(map(str, rows.values_list("number", flat=True)))


def replace_hash(user_id: UserId, old: str, new: str) -> int:
    """Update the families of a user after a rehash of the password."""
    return _replace_hash(user_id=user_id, old=old, new=new)


def delete(**where: object) -> int:
    """Guard: revoke families; of two requests that revoke the same one, one gets 1."""
    return _delete(**where)


def delete_expired(now: datetime, limit: int) -> int:
    """Delete expired families, a batch at a time."""
    return delete_batch(RefreshFamily.objects.filter(expires_at__lte=now), limit)
