"""The queries of this package, one per function. In a guard, the row count decides who wins a race."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.auth import get_user_model
from django.db import IntegrityError, router, transaction
from django.db.models import F

from gatepost.accounts import name_queries
from gatepost.ground import galera_queries
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.lookup_queries import Lookup
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, Removal, Rows, values_of
from gatepost.ground.project_users import only_shown
from gatepost.ground.user_types import UserId
from gatepost.sessions.models import Session, TakenOverSession, TrustedBrowser


class FoundSession(msgspec.Struct):
    """The columns of a session that a request needs."""

    id: UUID
    number: int
    client: str
    user_id: Any
    auth_hash: str
    wire: str
    data: str
    proofs: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    absolute_expires_at: datetime


MOST_LISTED = 200
"""How many rows a list of one user's sessions, browsers or tokens has at most."""
MOMENT = timedelta(microseconds=1)
ENDED = "ended"
"""Replaces the password's digest in sessions whose login was ended."""
_lookup = Lookup(Session, lambda rows, digests: name_queries.with_mirrored_names(rows.filter(digest__in=digests)))
insert = Insert(Session)
"""Insert a session."""
_found = itemgetter(*(_lookup.names.index(name) for name in FoundSession.__struct_fields__))


def find(digests: Sequence[str]) -> tuple[FoundSession, Any, dict[str, Any]] | None:
    """The session with one of these digests, its user if any, and the annotations of `accounts.drift`; one query."""
    found = _lookup.values(digests)
    if found is None:
        return None
    values, user, annotations = found
    return FoundSession(*_found(values)), user, annotations


_by_number = Rows(Session, lambda rows, number: only_shown(rows.select_related("user").filter(number=number)))
_replace = Change(Session, lambda rows, session_id, **columns: (rows.filter(id=session_id), columns))
_touch = Change(
    Session,
    lambda rows, session_id, seen_before, now, expires_at: (
        rows.filter(id=session_id, last_seen_at__lt=seen_before),
        {"last_seen_at": now, "expires_at": expires_at},
    ),
)
_delete = Removal(Session, lambda rows, session_id: rows.filter(id=session_id))
_delete_of_user = Removal(Session, lambda rows, user_id, **where: rows.filter(user_id=user_id, **where))
_demote = Change(
    Session,
    lambda rows, user_id, expires_at, **kept: (
        rows.filter(user_id=user_id).exclude(**kept),
        {"auth_hash": ENDED, "backend": "", "wire": "", "data": "{}", "proofs": "[]", "expires_at": expires_at},
    ),
)
_replace_hash = Change(
    Session, lambda rows, user_id, old, new: (rows.filter(user_id=user_id, auth_hash=old), {"auth_hash": new})
)
_of_user = Rows(
    Session,
    lambda rows, user_id, now, **ended: (
        rows.filter(user_id=user_id, expires_at__gt=now).exclude(**ended).order_by("-last_seen_at")[:MOST_LISTED]
    ),
)
insert_trusted = Insert(TrustedBrowser)
"""Insert a trusted browser."""
_trusted = Rows(
    TrustedBrowser,
    lambda rows, user_id, digests, now: rows.filter(user_id=user_id, digest__in=digests, expires_at__gt=now),
)
_trusted_of_user = Rows(
    TrustedBrowser,
    lambda rows, user_id, now: rows.filter(user_id=user_id, expires_at__gt=now).order_by("-created_at", "-id")[
        :MOST_LISTED
    ],
)
_delete_trusted = Removal(TrustedBrowser, lambda rows, user_id, **where: rows.filter(user_id=user_id, **where))


def by_number(number: int) -> Session | None:
    """The session of a public id, with its user; reads the primary database."""
    return _by_number.first(number=number)


def replace(session_id: UUID, session: Session) -> bool:
    """Replace a session by another, in one statement; False if it had ended already."""
    return _replace(session_id=session_id, **values_of(session)) == 1


def replacement(session_id: UUID, session: Session) -> tuple[str, list[Any]]:
    """As `replace`, for a statement that writes more."""
    return _replace.part(session_id=session_id, **values_of(session))


def write_login(session: Session) -> int:
    """Replace data and user of a session that Django's own login code changed."""
    return Session.objects.filter(id=session.id).update(
        data=session.data,
        user_id=session.user_id,
        auth_hash=session.auth_hash,
        backend=session.backend,
        expires_at=session.expires_at,
        absolute_expires_at=session.absolute_expires_at,
    )


def write_proofs(session_id: UUID, proofs: str) -> int:
    """Replace the proofs of a session."""
    return _replace(session_id=session_id, proofs=proofs)


def set_client(session_id: UUID, client: str) -> int:
    """Record which kind of client uses a session that was moved."""
    return _replace(session_id=session_id, client=client)


def touch(session_id: UUID, seen_before: datetime, now: datetime, expires_at: datetime) -> int:
    """Guard: record activity; of concurrent requests one writes."""
    return _touch(session_id=session_id, seen_before=seen_before, now=now, expires_at=expires_at)


def hold(session_id: UUID) -> bool:
    """Guard: lock a session's row until the transaction ends; False if its login has ended."""
    alias = router.db_for_write(Session)
    changed: dict[str, Any] = {"number": F("number")}
    if galera_queries.replicated(alias):  # nodes compare only rows that changed
        changed = {"last_seen_at": F("last_seen_at") + MOMENT}
    return Session.objects.using(alias).filter(id=session_id).exclude(auth_hash=ENDED).update(**changed) == 1


def delete(session_id: UUID) -> int:
    """Delete one session."""
    return _delete(session_id=session_id)


def delete_by_digest(digests: Sequence[str]) -> int:
    """Delete the session with one of these digests."""
    return Session.objects.filter(digest__in=digests)._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def delete_ended(session_id: UUID) -> int:
    """Guard: delete a session whose login was ended."""
    rows = Session.objects.filter(id=session_id, auth_hash=ENDED)
    return rows._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def delete_ended_of_user(user_id: UserId) -> int:
    """Delete those sessions of a user whose login was ended."""
    return _delete_of_user(user_id=user_id, auth_hash=ENDED)


def delete_numbers(user_id: UserId, numbers: Sequence[int]) -> int:
    """Delete these sessions of a user; another user's numbers delete nothing."""
    return _delete_of_user(user_id=user_id, number__in=list(numbers))


def delete_of_user(user_id: UserId) -> int:
    """Delete all sessions of a user."""
    return _delete_of_user(user_id=user_id)


def demote_others(user_id: UserId, keep: UUID | None, expires_at: datetime) -> int:
    """End the logins of all sessions but one. The rows stay, so that each client gets a 401 once."""
    kept = {"id": keep} if keep is not None else {}
    return _demote(user_id=user_id, expires_at=expires_at, **kept)


def replace_hash(user_id: UserId, old: str, new: str) -> int:
    """Update the sessions of a user after a rehash of the password."""
    return _replace_hash(user_id=user_id, old=old, new=new)


def of_user(user_id: UserId, now: datetime, *, ended: bool = False) -> list[Session]:
    """A user's valid sessions, oldest first, of many the last used ones.

    With `ended` also those that were ended and not yet removed.
    """
    found = _of_user(user_id=user_id, now=now, **({} if ended else {"auth_hash": ENDED}))
    return sorted(found, key=lambda row: (row.created_at, row.id))


def user(pk: str) -> Any:
    """The user of a session that was written by hand; None if there is none."""
    model = get_user_model()
    return model._default_manager.using(router.db_for_write(model)).filter(pk=pk).first()  # noqa: SLF001


def delete_expired(now: datetime, limit: int) -> int:
    """Delete expired sessions, a batch at a time."""
    return delete_batch(Session.objects.filter(expires_at__lte=now), limit)


def has_expired(before: datetime) -> bool:
    """Whether a session that expired before a moment is still there."""
    return Session.objects.filter(expires_at__lt=before).exists()


def mark_taken_over(digest: str, expires_at: datetime) -> bool:
    """Guard: mark a session of the previous engine as taken over; of concurrent calls one gets True."""
    try:
        with transaction.atomic(using=router.db_for_write(TakenOverSession)):
            TakenOverSession(digest=digest, expires_at=expires_at).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def delete_expired_marks(now: datetime, limit: int) -> int:
    """Delete the marks of sessions whose previous engine no longer has them, a batch at a time."""
    return delete_batch(TakenOverSession.objects.filter(expires_at__lte=now), limit)


def trusted(user_id: UserId, digests: Sequence[str], now: datetime) -> list[TrustedBrowser]:
    """The unexpired trusted browsers of a user with one of these digests."""
    return _trusted(user_id=user_id, digests=list(digests), now=now)


def trusted_of_user(user_id: UserId, now: datetime) -> list[TrustedBrowser]:
    """A user's trusted browsers, newest first."""
    return _trusted_of_user(user_id=user_id, now=now)


def delete_trusted(user_id: UserId, **where: object) -> int:
    """Delete trusted browsers of a user; returns how many."""
    return _delete_trusted(user_id=user_id, **where)


def delete_expired_trust(now: datetime, limit: int) -> int:
    """Delete expired trusted browsers, a batch at a time."""
    return delete_batch(TrustedBrowser.objects.filter(expires_at__lte=now), limit)
