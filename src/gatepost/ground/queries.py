"""The queries of this package, one per function. In a guard, the row count decides who wins a race."""

import functools
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connections, router
from django.db.models import F, Max, Q, QuerySet

from gatepost.ground import named_places
from gatepost.ground.deletion_queries import delete_batch
from gatepost.ground.models import Bucket, Event, Message, RefusedRequest
from gatepost.ground.prebuilt_queries import Insert

add_message = Insert(Message)
"""Insert a message that is due immediately."""
add_event = Insert(Event)
"""Insert an audit event."""
add_refused_request = Insert(RefusedRequest)
"""Insert the decisions behind a refused request."""

MOST_DRIFT_SECONDS = 300
"""By how much the clocks of processes that count in one bucket may differ."""
_UPSERT = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES {rows}
ON CONFLICT (digest) DO UPDATE SET
  stamp = CASE WHEN gatepost_bucket.arrival <= excluded.arrival - {free}
          OR gatepost_bucket.arrival > excluded.arrival + {most} THEN excluded.stamp ELSE gatepost_bucket.stamp END,
  arrival = CASE WHEN gatepost_bucket.arrival > excluded.arrival + {most} THEN excluded.arrival
          WHEN gatepost_bucket.arrival <= excluded.arrival - {free}
          THEN {greatest}(gatepost_bucket.arrival + {step}, excluded.arrival) ELSE gatepost_bucket.arrival END
RETURNING digest, arrival, stamp
"""
_UPSERT_MARIADB = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES {rows}
ON DUPLICATE KEY UPDATE
  stamp = IF(arrival <= VALUES(arrival) - {free} OR arrival > VALUES(arrival) + {most}, VALUES(stamp), stamp),
  arrival = IF(stamp = VALUES(stamp), IF(arrival > VALUES(arrival) + {most}, VALUES(arrival),
          GREATEST(arrival + {step}, VALUES(arrival))), arrival)
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

    @property
    def most(self) -> float:
        """`arrival + most` is the latest value that a right clock stores; a later one counts as an empty bucket.

        Otherwise a clock that was ahead for a moment would lock its visitors out until the time that it showed.
        """
        return self.step - self.free + MOST_DRIFT_SECONDS

    def wait(self, stored: float) -> float:
        """Seconds until the bucket with a stored value has room; none or less if it has room."""
        return 0.0 if stored > self.arrival + self.most else stored - self.arrival + self.free

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """The arguments of a script that counts it."""
        return self.arrival, self.step, self.free, self.most


@functools.cache
def _upsert(vendor: str, count: int) -> str:
    """The statement that counts an attempt in so many buckets."""
    column = "digest" if vendor == "mysql" else "gatepost_bucket.digest"
    cases = f"(CASE {column} " + "WHEN %s THEN %s " * count + "END)"
    if vendor == "postgresql":
        cases += "::double precision"  # it can't infer that bare parameters are numbers
    return (_UPSERT_MARIADB if vendor == "mysql" else _UPSERT).format(
        rows=", ".join(["(%s, %s, %s)"] * count),
        free=cases,
        step=cases,
        most=cases,
        greatest="MAX" if vendor == "sqlite" else "GREATEST",
    )


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
    rows = [value for charge in charges for value in (charge.digest, charge.arrival, stamp)]
    free = [value for charge in charges for value in (charge.digest, charge.free)]
    step = [value for charge in charges for value in (charge.digest, charge.step)]
    # `Charge.most`, without a call at each login.
    most = [value for charge in charges for value in (charge.digest, charge.step - charge.free + MOST_DRIFT_SECONDS)]
    parameters = [*rows, *free, *most, *most, *([] if maria else free), *step]
    sql, given = named_places.written(connection.vendor, _upsert(connection.vendor, len(charges)))
    with connection.cursor() as cursor:
        cursor.execute(sql, given(parameters))
        found = cursor.fetchall()
    return {digest: (float(arrival), str(mark) == stamp) for digest, arrival, mark in found}


def arrivals(digests: Sequence[str]) -> dict[str, float]:
    """When each bucket that has counted anything will be empty; reads the primary database."""
    rows = Bucket.objects.using(router.db_for_write(Bucket)).filter(digest__in=digests)
    return dict(rows.values_list("digest", "arrival"))


def lower_buckets(seconds: Mapping[str, float]) -> int:
    """Subtract seconds from some buckets, by digest; subtracting a whole window empties a bucket."""
    sql, parameters = lower_part(seconds)
    connection = connections[router.db_for_write(Bucket)]
    sql, given = named_places.written(connection.vendor, sql)
    with connection.cursor() as cursor:
        cursor.execute(sql, given(parameters))
        return int(cursor.rowcount)


def lower_part(seconds: Mapping[str, float]) -> tuple[str, list[str]]:
    """The statement of `lower_buckets` and its parameters, for one that writes more."""
    cases = " ".join(f"WHEN %s THEN {float(amount):.6f}" for amount in seconds.values())
    places = ", ".join("%s" for _ in seconds)
    sql = f"UPDATE gatepost_bucket SET arrival = arrival - (CASE digest {cases} END) WHERE digest IN ({places})"  # noqa: S608
    return sql, [*seconds, *seconds]


def empty_buckets(digests: Sequence[str]) -> int:
    """Delete some buckets."""
    with connections[router.db_for_write(Bucket)].cursor() as cursor:
        places = ", ".join("%s" for _ in digests)
        cursor.execute(f"DELETE FROM gatepost_bucket WHERE digest IN ({places})", list(digests))  # noqa: S608
        return int(cursor.rowcount)


def delete_old_buckets(before: float, limit: int) -> int:
    """Delete buckets that have drained, a batch at a time."""
    return delete_batch(Bucket.objects.filter(arrival__lt=before), limit)


def due_messages(
    now: datetime, limit: int, channels: Collection[str], *, latest: datetime, but: bool = False
) -> list[Message]:
    """Messages of these channels that are due, oldest first; take one by `lease` before sending it.

    Args:
        now: The time.
        latest: No message but an SMS waits for longer than this; one that is due later was written by a clock that was
            ahead, and is due.
        limit: How many at most.
        channels: The channels.
        but: Whether to return the messages of all other channels instead.
    """
    of_channels = Q(channel__in=channels)
    rows = Message.objects.using(router.db_for_write(Message))
    due = Q(due_at__lte=now) | (Q(due_at__gt=latest) & ~Q(channel="sms"))
    rows = rows.filter(~of_channels if but else of_channels, due)
    return list(rows.order_by("due_at", "id")[:limit])


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
    return delete_batch(Message.objects.filter(due_at__isnull=True, created_at__lt=before), limit)


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


def delete_old_events(before: datetime, limit: int) -> int:
    """Delete what was recorded before a moment, a batch at a time."""
    return delete_batch(Event.objects.filter(at__lt=before), limit)


def has_old_events(before: datetime) -> bool:
    """Whether an event that was recorded before a moment is still there."""
    return Event.objects.filter(at__lt=before).exists()


def refused_requests(request_id: str, since: datetime) -> list[RefusedRequest]:
    """The refused requests with an id, oldest first."""
    return list(RefusedRequest.objects.filter(request_id=request_id, at__gte=since).order_by("at", "id"))


def delete_refused_requests(before: datetime, limit: int) -> int:
    """Delete what was stored before a moment, a batch at a time."""
    return delete_batch(RefusedRequest.objects.filter(at__lte=before), limit)
