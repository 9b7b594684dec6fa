"""One statement a function; a Guard's row count decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, connections, router, transaction
from django.db.models import F, Q

from gatepost.ground.models import Bucket, Event, Message, OneTimeSecret
from gatepost.ground.prebuilt_queries import Insert

_insert_secret = Insert(OneTimeSecret)
_insert_message = Insert(Message)
_insert_event = Insert(Event)


def add_secret(secret: OneTimeSecret) -> None:
    """Write a new secret."""
    _insert_secret(secret)


def add_once(secret: OneTimeSecret) -> bool:
    """Guard: write a secret; the unique constraint on its digest decides between two."""
    try:
        with transaction.atomic(using=router.db_for_write(OneTimeSecret)):
            secret.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def drop_secrets(**where: object) -> int:
    """Delete secrets by purpose, user, session or target."""
    return OneTimeSecret.objects.filter(**where)._raw_delete(router.db_for_write(OneTimeSecret))  # noqa: SLF001


def _living(now: datetime) -> Q:
    return Q(used_at__isnull=True, expires_at__gt=now)


def find_link(purpose: str, digests: Sequence[str], now: datetime) -> OneTimeSecret | None:
    """A link's secret that is neither used nor too old."""
    rows = OneTimeSecret.objects.using(router.db_for_write(OneTimeSecret))
    return rows.filter(_living(now), purpose=purpose, digest__in=digests).first()


def find_paired(purpose: str, digests: Sequence[str], now: datetime, user_id: Any) -> OneTimeSecret | None:
    """A user's token, used or not, that is not too old."""
    rows = OneTimeSecret.objects.using(router.db_for_write(OneTimeSecret))
    return rows.filter(purpose=purpose, digest__in=digests, user_id=user_id, expires_at__gt=now).first()


def unused(purpose: str, user_id: Any) -> bool:
    """Whether a user never used a secret of a purpose, however old."""
    return OneTimeSecret.objects.filter(purpose=purpose, user_id=user_id, used_at__isnull=True).exists()


def consume(secret_id: UUID, now: datetime) -> bool:
    """Guard: use up one secret."""
    return OneTimeSecret.objects.filter(_living(now), id=secret_id).update(used_at=now) == 1


def charge(purpose: str, bound_to: str, now: datetime) -> bool:
    """Guard: pay for one guess at a session's code."""
    rows = OneTimeSecret.objects.filter(_living(now), purpose=purpose, bound_to=bound_to, tries_left__gt=0)
    return rows.update(tries_left=F("tries_left") - 1) > 0


def bound(purpose: str, bound_to: str, now: datetime) -> OneTimeSecret | None:
    """A session's living secret for a purpose."""
    rows = OneTimeSecret.objects.using(router.db_for_write(OneTimeSecret))
    return rows.filter(_living(now), purpose=purpose, bound_to=bound_to).first()


def refund(secret_id: UUID) -> int:
    """Give back the guess of someone who only looked, with the right code."""
    return OneTimeSecret.objects.filter(id=secret_id).update(tries_left=F("tries_left") + 1)


def all_bound(bound_to: str, now: datetime) -> list[OneTimeSecret]:
    """Every living secret of a session that can still be guessed."""
    return list(OneTimeSecret.objects.filter(_living(now), bound_to=bound_to, tries_left__gt=0))


def renew(purpose: str, bound_to: str, now: datetime, **new: object) -> bool:
    """Guard: replace code and link of a session's secret, if a resend is left."""
    rows = OneTimeSecret.objects.filter(
        _living(now), purpose=purpose, bound_to=bound_to, resends_left__gt=0, tries_left__gt=0
    )
    return rows.update(resends_left=F("resends_left") - 1, **new) == 1


def retarget(purpose: str, bound_to: str, now: datetime, **new: object) -> bool:
    """Guard: replace code, link and address of a session's secret, if a change is left."""
    rows = OneTimeSecret.objects.filter(
        _living(now), purpose=purpose, bound_to=bound_to, changes_left__gt=0, tries_left__gt=0
    )
    return rows.update(changes_left=F("changes_left") - 1, **new) == 1


def delete_old_secrets(now: datetime, limit: int) -> int:
    """Remove dead secrets, a batch at a time; what marks an account that was never opened stays."""
    rows = OneTimeSecret.objects.filter(expires_at__lte=now).exclude(purpose="activate", used_at__isnull=True)
    ids = list(rows.values_list("id", flat=True)[:limit])
    return drop_secrets(id__in=ids)


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
    """One attempt for one bucket.

    Args:
        digest: The bucket.
        arrival: The moment at which a bucket that was empty is empty again after this attempt.
        step: Seconds that one attempt takes to drain.
        free: `arrival - free` is the latest old value that leaves room for one more.
    """

    digest: str
    arrival: float
    step: float
    free: float


def hit(charges: Sequence[Charge], stamp: str) -> dict[str, tuple[float, bool]]:
    """Guard: count one attempt in each bucket that has room, and leave the others. One statement.

    Args:
        charges: Sorted by digest, so that two callers lock in one order.
        stamp: This caller's mark.

    Returns:
        For each bucket when it will be empty, and whether the attempt was let through.
    """
    alias = router.db_for_write(Bucket)
    connection = connections[alias]
    maria = connection.vendor == "mysql"
    column = "digest" if maria else "gatepost_bucket.digest"
    cases = f"(CASE {column} " + " ".join("WHEN %s THEN %s" for _ in charges) + " END)"
    sql = (_UPSERT_MARIADB if maria else _UPSERT).format(
        rows=", ".join("(%s, %s, %s)" for _ in charges),
        free=_typed(cases, connection.vendor),
        step=_typed(cases, connection.vendor),
        greatest="MAX" if connection.vendor == "sqlite" else "GREATEST",
    )
    rows = [value for charge in charges for value in (charge.digest, charge.arrival, stamp)]
    free = [value for charge in charges for value in (charge.digest, charge.free)]
    step = [value for charge in charges for value in (charge.digest, charge.step)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rows, *free, *step] if maria else [*rows, *free, *free, *step])
        found = cursor.fetchall()
    return {digest: (float(arrival), str(mark) == stamp) for digest, arrival, mark in found}


def _typed(expression: str, vendor: str) -> str:
    """PostgreSQL must be told that bare parameters are numbers."""
    return f"{expression}::double precision" if vendor == "postgresql" else expression


def arrivals(digests: Sequence[str]) -> dict[str, float]:
    """For each bucket that counted something when it will be empty; from the database that is written to."""
    rows = Bucket.objects.using(router.db_for_write(Bucket)).filter(digest__in=digests)
    return dict(rows.values_list("digest", "arrival"))


def empty_buckets(digests: Sequence[str]) -> int:
    """Forget what some buckets counted."""
    with connections[router.db_for_write(Bucket)].cursor() as cursor:
        places = ", ".join("%s" for _ in digests)
        cursor.execute(f"DELETE FROM gatepost_bucket WHERE digest IN ({places})", list(digests))  # noqa: S608
        return int(cursor.rowcount)


def delete_old_buckets(before: float) -> int:
    """Remove buckets that are empty again."""
    return Bucket.objects.filter(arrival__lt=before)._raw_delete(router.db_for_write(Bucket))  # noqa: SLF001


def add_message(message: Message) -> None:
    """Write a message that is due at once."""
    _insert_message(message)


def due_messages(now: datetime, limit: int) -> list[Message]:
    """Messages to be sent, oldest first."""
    return list(Message.objects.filter(due_at__lte=now).order_by("due_at", "id")[:limit])


def lease(message: Message, until: datetime) -> bool:
    """Guard: take a message for sending; the row count says who got it."""
    rows = Message.objects.filter(id=message.id, due_at=message.due_at, attempts=message.attempts)
    return rows.update(due_at=until, attempts=F("attempts") + 1) == 1


def close_message(message_id: UUID, sent_at: datetime | None) -> int:
    """A message is sent or given up: erase what was in it."""
    return Message.objects.filter(id=message_id).update(sealed="", due_at=None, sent_at=sent_at)


def put_off(message_id: UUID, due_at: datetime) -> int:
    """Try a message again later."""
    return Message.objects.filter(id=message_id).update(due_at=due_at)


def delete_old_messages(before: datetime, limit: int) -> int:
    """Remove messages that are done with, a batch at a time."""
    ids = list(Message.objects.filter(due_at__isnull=True, created_at__lt=before).values_list("id", flat=True)[:limit])
    return Message.objects.filter(id__in=ids)._raw_delete(router.db_for_write(Message))  # noqa: SLF001


def add_event(event: Event) -> None:
    """Append an event."""
    _insert_event(event)
