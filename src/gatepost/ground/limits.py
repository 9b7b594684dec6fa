"""Rate limits: decide and count in one statement.

The generic cell rate algorithm keeps one number a bucket, the moment at which it will be empty; the window
is part of the bucket's name, so that two windows never share one.
Source: ITU-T I.371 (GCRA); OWASP ASVS 5.0, 6.3.1.
"""

import functools
import secrets

import msgspec
from django.db import DatabaseError, OperationalError, transaction

from gatepost import conf
from gatepost.errors import LIMITED, UNAVAILABLE, Refusal, Refused
from gatepost.ground import clock, keyring, queries
from gatepost.ground.settings import RATES, LimitsSettings

DEADLOCK_TRIES = 5


class Rate(msgspec.Struct, frozen=True):
    """So many in so many seconds."""

    count: int
    seconds: int


@functools.cache
def _parse(text: str) -> Rate:
    count, _, seconds = text.partition("/")
    return Rate(int(count), int(seconds))


def rates(name: str) -> tuple[Rate, ...]:
    """The rates of a bucket, the network ones stretched by setting."""
    settings = conf.read(LimitsSettings)
    found = tuple(_parse(text) for text in settings.rates.get(name, RATES[name]))
    if not name.endswith("_network") or settings.network_factor == 1:
        return found
    return tuple(Rate(rate.count * settings.network_factor, rate.seconds) for rate in found)


def _digest(name: str, rate: Rate, subject: str) -> str:
    return keyring.digest("limit", name, f"{rate.count}/{rate.seconds}", subject)


def wait(name: str, subject: str) -> float:
    """Count one attempt.

    Args:
        name: The bucket's kind, a key of `RATES`.
        subject: Whom it counts for: a user's id, a canonical address, a network.

    Returns:
        0.0 if let through, otherwise the seconds to wait.

    Raises:
        Refused: UNAVAILABLE if the database does not answer; nothing is let through then.
    """
    if not conf.read(LimitsSettings).enabled:
        return 0.0
    return max((_wait(name, rate, subject) for rate in rates(name)), default=0.0)


def _wait(name: str, rate: Rate, subject: str) -> float:
    now, stamp = clock.unix(), secrets.token_hex(16)
    step = rate.seconds / rate.count
    arrival = now + step
    free = step - (rate.seconds - step)
    held, holder = _hit(_digest(name, rate, subject), arrival, stamp, step, free)
    if secrets.compare_digest(holder, stamp):
        return 0.0
    return max(held - now - (rate.seconds - step), 1.0)


def _hit(digest: str, arrival: float, stamp: str, step: float, free: float) -> tuple[float, str]:
    for attempt in range(DEADLOCK_TRIES):
        try:
            return queries.hit(digest, arrival=arrival, stamp=stamp, step=step, free=free)
        except OperationalError as error:
            # MariaDB may choose one of many first writers of a bucket as a deadlock's victim.
            if transaction.get_connection().in_atomic_block or attempt == DEADLOCK_TRIES - 1:
                raise Refused(UNAVAILABLE) from error
        except DatabaseError as error:
            raise Refused(UNAVAILABLE) from error
    raise Refused(UNAVAILABLE)


def hit(name: str, subject: str, refusal: Refusal = LIMITED) -> None:
    """Count one attempt or refuse.

    Raises:
        Refused: `refusal`, with the seconds to wait.
    """
    if seconds := wait(name, subject):
        raise Refused(refusal.after(seconds))


def forget(name: str, subject: str) -> None:
    """Empty a bucket: the one who was counted proved to be the right one."""
    if conf.read(LimitsSettings).enabled:
        queries.empty_buckets([_digest(name, rate, subject) for rate in rates(name)])
