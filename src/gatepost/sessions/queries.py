"""One statement a function; a Guard's row count decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import router

from gatepost.ground.prebuilt_queries import Insert, Lookup
from gatepost.sessions.models import Session, TrustedBrowser


class Found(msgspec.Struct, kw_only=True):
    """What a request needs of a session's row."""

    id: UUID
    number: int
    client: str
    user_id: Any
    auth_hash: str
    data: str
    proofs: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    absolute_expires_at: datetime


ENDED = "ended"
"""Stands in the place of the password's digest where a login was ended."""
_lookup = Lookup(Session, lambda rows, digests: rows.filter(digest__in=digests))
_insert = Insert(Session)
_places = tuple((name, _lookup.names.index(name)) for name in Found.__struct_fields__)


def find(digests: Sequence[str]) -> tuple[Found, Any] | None:
    """The session with one of these digests, and its user if any, in one prebuilt statement."""
    found = _lookup.values(digests)
    if found is None:
        return None
    values, user = found
    return Found(**{name: values[place] for name, place in _places}), user


def by_number(number: int) -> Session | None:
    """The session of a public id, with its user; from the database that is written to."""
    return Session.objects.using(router.db_for_write(Session)).select_related("user").filter(number=number).first()


def insert(session: Session) -> None:
    """Write a new session."""
    _insert(session)


def replace(session_id: UUID, session: Session) -> bool:
    """End a session and write another in one statement; False if it had ended already."""
    values = {field.attname: getattr(session, field.attname) for field in Session._meta.concrete_fields}  # noqa: SLF001
    return Session.objects.filter(id=session_id).update(**values) == 1


def write_login(session: Session) -> int:
    """Replace data and user of a session that Django's own login code changed."""
    return Session.objects.filter(id=session.id).update(
        data=session.data,
        user_id=session.user_id,
        auth_hash=session.auth_hash,
        backend=session.backend,
        expires_at=session.expires_at,
    )


def write_proofs(session_id: UUID, proofs: str) -> int:
    """Replace what a session has proved."""
    return Session.objects.filter(id=session_id).update(proofs=proofs)


def touch(session_id: UUID, seen_before: datetime, now: datetime, expires_at: datetime) -> int:
    """Guard: note a visit, at most one writer a minute."""
    return Session.objects.filter(id=session_id, last_seen_at__lt=seen_before).update(
        last_seen_at=now, expires_at=expires_at
    )


def delete(session_id: UUID) -> int:
    """End one session."""
    return Session.objects.filter(id=session_id)._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def delete_by_digest(digests: Sequence[str]) -> int:
    """End the session with one of these digests."""
    return Session.objects.filter(digest__in=digests)._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def delete_numbers(user_id: Any, numbers: Sequence[int]) -> int:
    """End those of a user's sessions; a stranger's number deletes nothing."""
    rows = Session.objects.filter(user_id=user_id, number__in=numbers)
    return rows._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def delete_of_user(user_id: Any) -> int:
    """End all sessions of a user."""
    return Session.objects.filter(user_id=user_id)._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def demote_others(user_id: Any, keep: UUID | None, expires_at: datetime) -> int:
    """Take the user from all sessions but one: their holders are anonymous from now on."""
    rows = Session.objects.filter(user_id=user_id)
    if keep is not None:
        rows = rows.exclude(id=keep)
    return rows.update(user_id=None, auth_hash=ENDED, backend="", data="{}", proofs="[]", expires_at=expires_at)


def replace_hash(user_id: Any, old: str, new: str) -> int:
    """Follow a password's new hash."""
    return Session.objects.filter(user_id=user_id, auth_hash=old).update(auth_hash=new)


def of_user(user_id: Any, now: datetime) -> list[Session]:
    """A user's living sessions, newest first."""
    return list(Session.objects.filter(user_id=user_id, expires_at__gt=now).order_by("-created_at", "-id"))


def delete_expired(now: datetime, limit: int) -> int:
    """Remove dead sessions, a batch at a time."""
    ids = list(Session.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return Session.objects.filter(id__in=ids)._raw_delete(router.db_for_write(Session))  # noqa: SLF001


def insert_trusted(row: TrustedBrowser) -> None:
    """Write a browser that is trusted from now on."""
    row.save(force_insert=True)


def trusted(user_id: Any, digests: Sequence[str], now: datetime) -> list[TrustedBrowser]:
    """Which of these keys stand for a browser that the user trusts."""
    rows = TrustedBrowser.objects.using(router.db_for_write(TrustedBrowser))
    return list(rows.filter(user_id=user_id, digest__in=digests, expires_at__gt=now))


def trusted_of_user(user_id: Any, now: datetime) -> list[TrustedBrowser]:
    """The browsers that a user trusts, newest first."""
    rows = TrustedBrowser.objects.filter(user_id=user_id, expires_at__gt=now)
    return list(rows.order_by("-created_at", "-id"))


def delete_trusted(user_id: Any, **where: object) -> int:
    """Trust no more."""
    rows = TrustedBrowser.objects.filter(user_id=user_id, **where)
    return rows._raw_delete(router.db_for_write(TrustedBrowser))  # noqa: SLF001


def delete_expired_trust(now: datetime, limit: int) -> int:
    """Remove what has expired, a batch at a time."""
    ids = list(TrustedBrowser.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit])
    return TrustedBrowser.objects.filter(id__in=ids)._raw_delete(router.db_for_write(TrustedBrowser))  # noqa: SLF001
