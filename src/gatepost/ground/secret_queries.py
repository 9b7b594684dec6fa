"""Queries about one-time secrets, one per function. In a guard, the row count decides who wins a race."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When

from gatepost.ground import database
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_row_queries import Change, ChangedRows, Removal, Rows
from gatepost.ground.user_types import UserId

add_secret = Insert(OneTimeSecret)
"""Insert a secret."""


def add_once(secret: OneTimeSecret) -> bool:
    """Guard: insert a secret; False if one with the same digest exists (unique constraint)."""
    try:
        with transaction.atomic(using=router.db_for_write(OneTimeSecret)):
            secret.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _valid(now: object) -> Q:
    return Q(used_at__isnull=True, expires_at__gt=now)


def _of_session(
    rows: QuerySet[OneTimeSecret], purpose: object, bound_to: object, now: object, since: object = None
) -> QuerySet[OneTimeSecret]:
    made = Q() if since is None else Q(created_at__gt=since)
    return rows.filter(_valid(now), made, purpose=purpose, bound_to=bound_to)


def _outstanding(
    rows: QuerySet[OneTimeSecret], bound_to: object, now: object, since: object = None
) -> QuerySet[OneTimeSecret]:
    valid = Q(expires_at__gt=now) if since is None else Q(expires_at__gt=now) | Q(created_at__gt=since)
    return rows.filter(valid, used_at__isnull=True, bound_to=bound_to, tries_left__gt=0)


_find_link = Rows(
    OneTimeSecret,
    lambda rows, purpose, digests, now: rows.filter(_valid(now), purpose=purpose, digest__in=digests),
)
_find_paired = Rows(
    OneTimeSecret,
    lambda rows, purpose, digests, now, user_id: rows.filter(
        purpose=purpose, digest__in=digests, user_id=user_id, expires_at__gt=now
    ),
)
_bound = Rows(OneTimeSecret, _of_session)
_all_bound = Rows(OneTimeSecret, _outstanding)
_consume = Change(OneTimeSecret, lambda rows, row_id, now: (rows.filter(_valid(now), id=row_id), {"used_at": now}))


def _one_try_less(
    rows: QuerySet[OneTimeSecret], purpose: object, bound_to: object, now: object, since: object = None
) -> tuple[QuerySet[OneTimeSecret], dict[str, Any]]:
    left = _of_session(rows, purpose, bound_to, now, since).filter(tries_left__gt=0)
    return left, {"tries_left": F("tries_left") - 1}


def _one_try_less_and_consumed_if_right(
    rows: QuerySet[OneTimeSecret],
    purpose: object,
    bound_to: object,
    now: object,
    since: object = None,
    *,
    right: Sequence[str],
) -> tuple[QuerySet[OneTimeSecret], dict[str, Any]]:
    left, columns = _one_try_less(rows, purpose, bound_to, now, since)
    used_at = Case(When(code_digest__in=right, then=now), default=Value(None), output_field=DateTimeField())
    return left, columns | {"used_at": used_at}


_charge = Change(OneTimeSecret, _one_try_less)
_charged = ChangedRows(OneTimeSecret, _one_try_less)
_charged_or_consumed = ChangedRows(OneTimeSecret, _one_try_less_and_consumed_if_right)
_renew = Change(
    OneTimeSecret,
    lambda rows, purpose, bound_to, now, **new: (
        _of_session(rows, purpose, bound_to, now).filter(resends_left__gt=0, tries_left__gt=0),
        {"resends_left": F("resends_left") - 1, **new},
    ),
)
_drop = Removal(OneTimeSecret, lambda rows, **where: rows.filter(**where))


def drop_secrets(**where: object) -> int:
    """Delete secrets by purpose, user, session or target."""
    return _drop(**where)


def find_link(purpose: str, digests: Sequence[str], now: datetime) -> OneTimeSecret | None:
    """A link's secret, if it is neither used nor expired."""
    return _find_link.first(purpose=purpose, digests=list(digests), now=now)


def find_paired(purpose: str, digests: Sequence[str], now: datetime, user_id: UserId) -> OneTimeSecret | None:
    """A user's unexpired token, used or not."""
    return _find_paired.first(purpose=purpose, digests=list(digests), now=now, user_id=user_id)


def unused(purpose: str, user_id: UserId) -> bool:
    """Whether a user has an unused secret for a purpose, expired or not."""
    rows = OneTimeSecret.objects.using(router.db_for_write(OneTimeSecret))
    return rows.filter(purpose=purpose, user_id=user_id, used_at__isnull=True).exists()


def consume(secret_id: UUID, now: datetime) -> bool:
    """Guard: consume a valid secret; true for one caller only."""
    return _consume(row_id=secret_id, now=now) == 1


def charge(
    purpose: str, bound_to: str, now: datetime, *, right: Sequence[str] = (), since: datetime | None = None
) -> OneTimeSecret | None:
    """Guard: count one guess at a session's code, and return its secret; None if no try is left.

    Args:
        purpose: What the code is for.
        bound_to: The session's handle.
        now: The time.
        right: The digests of the typed code. If it is right, the same statement consumes the secret and sets
            `used_at`. On a database that can't do both at once, `used_at` stays None: call `consume` then.
        since: Only a secret that was issued after this moment counts.
    """
    where: dict[str, Any] = {"purpose": purpose, "bound_to": bound_to, "now": now}
    if since is not None:
        where["since"] = since
    if not database.returns_changed_rows():
        return _bound.first(**where) if _charge(**where) else None
    return _charged_or_consumed.first(right=list(right), **where) if right else _charged.first(**where)


def bound(purpose: str, bound_to: str, now: datetime) -> OneTimeSecret | None:
    """A session's valid secret for a purpose."""
    return _bound.first(purpose=purpose, bound_to=bound_to, now=now)


def left(purposes: Sequence[str], bound_to: str, now: datetime) -> bool:
    """Whether a session has an unexpired secret for one of some purposes, also one that was used or has no try left."""
    rows = OneTimeSecret.objects.using(router.db_for_write(OneTimeSecret))
    return rows.filter(purpose__in=purposes, bound_to=bound_to, expires_at__gt=now).exists()


def refund(secret_id: UUID) -> int:
    """Uncount a right guess that did not consume the secret."""
    return OneTimeSecret.objects.filter(id=secret_id).update(tries_left=F("tries_left") + 1)


def all_bound(bound_to: str, now: datetime, made_since: datetime | None = None) -> list[OneTimeSecret]:
    """A session's unused secrets with tries left: unexpired ones, and all that were issued after a moment."""
    if made_since is None:
        return _all_bound(bound_to=bound_to, now=now)
    return _all_bound(bound_to=bound_to, now=now, since=made_since)


def renew(purpose: str, bound_to: str, now: datetime, **new: object) -> bool:
    """Guard: replace code and link of a session's secret, if a resend is left."""
    return _renew(purpose=purpose, bound_to=bound_to, now=now, **new) == 1


def retarget(purpose: str, bound_to: str, now: datetime, **new: object) -> bool:
    """Guard: replace code, link and address of a session's secret, if a change is left."""
    rows = OneTimeSecret.objects.filter(
        _valid(now), purpose=purpose, bound_to=bound_to, changes_left__gt=0, tries_left__gt=0
    )
    return rows.update(changes_left=F("changes_left") - 1, **new) == 1


def delete_old_secrets(now: datetime, limit: int) -> int:
    """Delete expired secrets, a batch at a time, except activation links, which mark accounts as never activated."""
    rows = OneTimeSecret.objects.filter(expires_at__lte=now).exclude(purpose="activate", used_at__isnull=True)
    return delete_batch(rows, limit)
