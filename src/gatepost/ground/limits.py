"""Rate limits: decide and count in one statement.

The generic cell rate algorithm keeps one number a bucket, the moment at which it will be empty; the window
is part of the bucket's name, so that two windows never share one.
Source: ITU-T I.371 (GCRA); OWASP ASVS 5.0, 6.3.1.
"""

import functools
import secrets

import msgspec
from django.db import DatabaseError

from gatepost import conf
from gatepost.errors import LIMITED, UNAVAILABLE, Refusal, Refused
from gatepost.ground import audit, clock, database, keyring, queries, redis_limits
from gatepost.ground.settings import RATES, LimitsSettings

ROUNDING = 0.001


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


def _charge(name: str, rate: Rate, subject: str, now: float) -> queries.Charge:
    step = rate.seconds / rate.count
    return queries.Charge(_digest(name, rate, subject), now + step, step, 2 * step - rate.seconds)


def wait(*buckets: tuple[str, str]) -> dict[str, float]:
    """Count one attempt in all these buckets, in one statement.

    Args:
        buckets: Pairs of a bucket's kind (a key of `RATES`) and whom it counts for: a user's id, a canonical
            address, a network.

    Returns:
        For each kind that is full, the seconds to wait; empty if let through.

    Raises:
        Refused: UNAVAILABLE if the database does not answer; nothing is let through then.
    """
    if not conf.read(LimitsSettings).enabled:
        return {}
    now = clock.unix()
    named = {
        charge.digest: (name, charge)
        for name, subject in buckets
        for charge in (_charge(name, rate, subject, now) for rate in rates(name))
    }
    waits: dict[str, float] = {}
    for digest, (arrival, passed) in _hit([charge for _, charge in named.values()]).items():
        name, charge = named[digest]
        if not passed:
            waits[name] = max(waits.get(name, 1.0), arrival - charge.arrival + charge.free)
    return waits


def forgotten_by_refusals() -> bool:
    """Whether what is counted now is undone if the request is refused: then nothing would be limited."""
    settings = conf.read(LimitsSettings)
    return settings.enabled and not settings.redis_url and database.undone_by_refusals()


def full(name: str, subject: str) -> float:
    """The seconds to wait while a bucket is full, 0 while it has room; counts nothing.

    Raises:
        Refused: UNAVAILABLE if the database does not answer.
    """
    settings = conf.read(LimitsSettings)
    if not settings.enabled:
        return 0.0
    charges = [_charge(name, rate, subject, clock.unix()) for rate in rates(name)]
    digests = [charge.digest for charge in charges]
    found = redis_limits.arrivals(settings.redis_url, digests) if settings.redis_url else None
    if found is None:
        try:
            found = queries.arrivals(digests)
        except DatabaseError as error:
            raise Refused(UNAVAILABLE) from error
    return max(0.0, *(found.get(one.digest, 0.0) - one.arrival + one.free for one in charges))


def _hit(charges: list[queries.Charge]) -> dict[str, tuple[float, bool]]:
    ordered = sorted(charges, key=lambda charge: charge.digest)
    url = conf.read(LimitsSettings).redis_url
    if url and (counted := redis_limits.hit(url, ordered)) is not None:
        return counted
    try:
        return database.undisturbed(lambda: queries.hit(ordered, secrets.token_hex(16)))
    except DatabaseError as error:
        raise Refused(UNAVAILABLE) from error


def hit(name: str, subject: str, refusal: Refusal = LIMITED) -> None:
    """Count one attempt or refuse.

    Raises:
        Refused: `refusal`, with the seconds to wait.
    """
    if waits := wait((name, subject)):
        raise Refused(refusal.after(waits[name]))


def by_network(name: str, visitor: audit.Visitor) -> None:
    """Count a call of a network; one event an hour tells of a network that overdid it, not one a call.

    Raises:
        Refused: LIMITED, with the seconds to wait.
    """
    waits = wait((name, visitor.network))
    if not waits:
        return
    if not wait(("alarm", f"{name}:{visitor.network}")):
        audit.record("network_limited", visit=visitor, outcome="refused", limit=name)
    raise Refused(LIMITED.after(waits[name]))


class Attempt(msgspec.Struct, frozen=True):
    """An attempt that was let through and counted."""

    name: str
    subject: str
    first: bool

    def forgive(self) -> None:
        """The one who was counted proved to be the right one: empty the bucket, unless it holds this attempt alone."""
        if not self.first:
            forget(self.name, self.subject)


def attempt(name: str, subject: str, refusal: Refusal) -> Attempt:
    """Count one attempt, which may prove to be the right one.

    Raises:
        Refused: `refusal`, with the seconds to wait.
    """
    if not conf.read(LimitsSettings).enabled:
        return Attempt(name, subject, first=True)
    now = clock.unix()
    charges = [_charge(name, rate, subject, now) for rate in rates(name)]
    counted = _hit(charges)
    waits = [
        counted[charge.digest][0] - charge.arrival + charge.free for charge in charges if not counted[charge.digest][1]
    ]
    if waits:
        raise Refused(refusal.after(max(1.0, *waits)))
    return Attempt(name, subject, first=all(counted[one.digest][0] - one.arrival < ROUNDING for one in charges))


def forget(name: str, subject: str) -> None:
    """Empty a bucket: the one who was counted proved to be the right one."""
    settings = conf.read(LimitsSettings)
    if not settings.enabled:
        return
    digests = [_digest(name, rate, subject) for rate in rates(name)]
    if not settings.redis_url or not redis_limits.empty(settings.redis_url, digests):
        queries.empty_buckets(digests)
