"""The queries of this package, one per function. In a guard, the row count decides who wins a race."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, connections, router, transaction
from django.db.models import F, Max, Q, QuerySet

from gatepost.ground.models import Bucket, Event, Message, OneTimeSecret, RefusedRequest
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_rows import Change, Removal, Rows
from gatepost.ground.user_types import UserId

add_secret = Insert(OneTimeSecret)
"""Insert a secret."""
add_message = Insert(Message)
"""Insert a message that is due immediately."""
add_event = Insert(Event)
"""Insert an audit event."""
add_refused_request = Insert(RefusedRequest)
"""Insert the decisions behind a refused request."""


def add_once(secret: OneTimeSecret) -> bool:
    """Guard: insert a secret; False if one with the same digest exists (unique constraint)."""
    try:
        with transaction.atomic(using=router.db_for_write(OneTimeSecret)):
            secret.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _valid(now: Any) -> Q:
    return Q(used_at__isnull=True, expires_at__gt=now)


def _of_session(rows: QuerySet[OneTimeSecret], purpose: Any, bound_to: Any, now: Any) -> QuerySet[OneTimeSecret]:
    return rows.filter(_valid(now), purpose=purpose, bound_to=bound_to)


def _outstanding(rows: QuerySet[OneTimeSecret], bound_to: Any, now: Any, since: Any = None) -> QuerySet[OneTimeSecret]:
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
_charge = Change(
    OneTimeSecret,
    lambda rows, purpose, bound_to, now: (
        _of_session(rows, purpose, bound_to, now).filter(tries_left__gt=0),
        {"tries_left": F("tries_left") - 1},
    ),
)
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
    return OneTimeSecret.objects.filter(purpose=purpose, user_id=user_id, used_at__isnull=True).exists()


def consume(secret_id: UUID, now: datetime) -> bool:
    """Guard: consume a valid secret; true for one caller only."""
    return _consume(row_id=secret_id, now=now) == 1


def charge(purpose: str, bound_to: str, now: datetime) -> bool:
    """Guard: count one guess at a session's code; false if no try is left."""
    return _charge(purpose=purpose, bound_to=bound_to, now=now) > 0


def bound(purpose: str, bound_to: str, now: datetime) -> OneTimeSecret | None:
    """A session's valid secret for a purpose."""
    return _bound.first(purpose=purpose, bound_to=bound_to, now=now)


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
    ids = list(rows.values_list("id", flat=True)[:limit])
    return OneTimeSecret.objects.filter(id__in=ids)._raw_delete(router.db_for_write(OneTimeSecret))  # noqa: SLF001


_UPSERT = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES {rows}
ON CONFLICT (digest) DO UPDATE SET
  stamp = CASE WHEN gatepost_bucket.arrival <= excluded.arrival - {free} THEN excluded.stamp
          ELSE gatepost_bucket.stamp END,
  arrival = CASE WHEN gatepost_bucket.arrival <= excluded.arrival - {free}
          THEN {greatest}(gatepost_bucket.arrival + {step}, excluded.arrival) ELSE gatepost_bucket.arrival END
RETURNING digest, arrival, stamp
"""
_UPSERT_MARIADB = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES {rows}
ON DUPLICATE KEY UPDATE
  stamp = IF(arrival <= VALUES(arrival) - {free}, VALUES(stamp), stamp),
  arrival = IF(stamp = VALUES(stamp), GREATEST(arrival + {step}, VALUES(arrival)), arrival)
RETURNING digest, arrival, stamp
"""


class Charge(msgspec.Struct, frozen=True):
    """One attempt to be counted in one bucket.

    Args:
        digest: The bucket.
        arrival: When an empty bucket would be empty again after this attempt.
        step: Seconds that one attempt takes to drain.
        free: `arrival - free` is the latest stored value that leaves room for one more attempt.
    """

    digest: str
    arrival: float
    step: float
    free: float


def hit(charges: Sequence[Charge], stamp: str) -> dict[str, tuple[float, bool]]:
    """Guard: count one attempt in each bucket that has room, and leave the others unchanged. One statement.

    Args:
        charges: Sorted by digest, so that concurrent callers lock rows in the same order.
        stamp: Identifies this attempt: a bucket that carries it afterwards has counted it.

    Returns:
        For each bucket when it will be empty, and whether the attempt was allowed.
    """
    alias = router.db_for_write(Bucket)
    connection = connections[alias]
    maria = connection.vendor == "mysql"
    column = "digest" if maria else "gatepost_bucket.digest"
    cases = f"(CASE {column} " + " ".join("WHEN %s THEN %s" for _ in charges) + " END)"
    if connection.vendor == "postgresql":
        cases += "::double precision"  # it can't infer that bare parameters are numbers
    sql = (_UPSERT_MARIADB if maria else _UPSERT).format(
        rows=", ".join("(%s, %s, %s)" for _ in charges),
        free=cases,
        step=cases,
        greatest="MAX" if connection.vendor == "sqlite" else "GREATEST",
    )
    rows = [value for charge in charges for value in (charge.digest, charge.arrival, stamp)]
    free = [value for charge in charges for value in (charge.digest, charge.free)]
    step = [value for charge in charges for value in (charge.digest, charge.step)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rows, *free, *step] if maria else [*rows, *free, *free, *step])
        found = cursor.fetchall()
    return {digest: (float(arrival), str(mark) == stamp) for digest, arrival, mark in found}


def arrivals(digests: Sequence[str]) -> dict[str, float]:
    """When each bucket that has counted anything will be empty; reads the primary database."""
    rows = Bucket.objects.using(router.db_for_write(Bucket)).filter(digest__in=digests)
    return dict(rows.values_list("digest", "arrival"))


def lower_buckets(seconds: Mapping[str, float]) -> int:
    """Subtract seconds from some buckets, by digest; subtracting a whole window empties a bucket."""
    cases = " ".join(f"WHEN %s THEN {float(amount):.6f}" for amount in seconds.values())
    places = ", ".join("%s" for _ in seconds)
    with connections[router.db_for_write(Bucket)].cursor() as cursor:
        cursor.execute(
            f"UPDATE gatepost_bucket SET arrival = arrival - (CASE digest {cases} END) WHERE digest IN ({places})",  # noqa: S608
            [*seconds, *seconds],
        )
        return int(cursor.rowcount)


def empty_buckets(digests: Sequence[str]) -> int:
    """Delete some buckets."""
    with connections[router.db_for_write(Bucket)].cursor() as cursor:
        places = ", ".join("%s" for _ in digests)
        cursor.execute(f"DELETE FROM gatepost_bucket WHERE digest IN ({places})", list(digests))  # noqa: S608
        return int(cursor.rowcount)


def delete_old_buckets(before: float) -> int:
    """Delete buckets that have drained."""
    return Bucket.objects.filter(arrival__lt=before)._raw_delete(router.db_for_write(Bucket))  # noqa: SLF001


def due_messages(now: datetime, limit: int) -> list[Message]:
    """Messages that are due, oldest first; take one by `lease` before sending it."""
    return list(Message.objects.filter(due_at__lte=now).order_by("due_at", "id")[:limit])


def lease(message: Message, until: datetime) -> bool:
    """Guard: lease a message for sending; true for one sender only."""
    rows = Message.objects.filter(id=message.id, due_at=message.due_at, attempts=message.attempts)
    return rows.update(due_at=until, attempts=F("attempts") + 1) == 1


def close_message(message_id: UUID, sent_at: datetime | None) -> int:
    """Close a message that was sent or given up, and erase its contents."""
    return Message.objects.filter(id=message_id).update(sealed="", due_at=None, sent_at=sent_at)


def put_off(message_id: UUID, due_at: datetime) -> int:
    """Reschedule a message after a failed attempt."""
    return Message.objects.filter(id=message_id).update(due_at=due_at)


def hold(message_id: UUID, due_at: datetime) -> int:
    """Reschedule a message without counting this attempt."""
    return Message.objects.filter(id=message_id).update(due_at=due_at, attempts=F("attempts") - 1)


def delete_old_messages(before: datetime, limit: int) -> int:
    """Delete closed messages, a batch at a time."""
    ids = list(Message.objects.filter(due_at__isnull=True, created_at__lt=before).values_list("id", flat=True)[:limit])
    return Message.objects.filter(id__in=ids)._raw_delete(router.db_for_write(Message))  # noqa: SLF001


def happened(kinds: Collection[str], user_key: str, since: datetime) -> bool:
    """Whether any of these events was recorded for a user since a moment."""
    return happenings(kinds, user_key, since).exists()


def happenings(kinds: Collection[str], user_key: str, since: datetime) -> QuerySet[Event]:
    """These events of a user since a moment, for a subquery."""
    rows = Event.objects.using(router.db_for_write(Event)).filter(user_key=user_key, at__gte=since)
    return rows.filter(kind__in=kinds, outcome="done")


def latest(kinds: Collection[str], user_keys: Collection[str]) -> dict[str, datetime]:
    """When the last of these events was recorded for each user, if any was."""
    rows = Event.objects.using(router.db_for_write(Event)).filter(
        user_key__in=user_keys, kind__in=kinds, outcome="done"
    )
    return dict(rows.order_by().values_list("user_key").annotate(Max("at")))


def events_of_request(request_id: str, since: datetime) -> list[Event]:
    """The audit events of a request, oldest first; scans all events since then."""
    return list(Event.objects.filter(at__gte=since, details__request_id=request_id).order_by("at", "id"))


def refused_requests(request_id: str, since: datetime) -> list[RefusedRequest]:
    """The refused requests with an id, oldest first."""
    return list(RefusedRequest.objects.filter(request_id=request_id, at__gte=since).order_by("at", "id"))


def delete_refused_requests(before: datetime, limit: int) -> int:
    """Delete what was stored before a moment, a batch at a time."""
    ids = list(RefusedRequest.objects.filter(at__lte=before).values_list("id", flat=True)[:limit])
    return RefusedRequest.objects.filter(id__in=ids)._raw_delete(router.db_for_write(RefusedRequest))  # noqa: SLF001
