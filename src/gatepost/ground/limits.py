"""Rate limits, decided and counted in one statement.

The generic cell rate algorithm stores one number per bucket: the moment at which it will be empty. The window is part
of the bucket's name, so that two windows never share one.
Source: ITU-T I.371 (GCRA); OWASP ASVS 5.0, 6.3.1.
"""

import contextlib
import functools
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from typing import NoReturn

import msgspec

from gatepost import conf
from gatepost.errors import LIMITED, UNAVAILABLE, Refusal, Refused
from gatepost.ground import audit, clock, database, decisions, keyring, queries, redis_limits, reruns, text
from gatepost.ground.settings import LimitsSettings

OWN: dict[str, tuple[str, ...]] = {
    "sms_installation": ("300/3600", "2000/86400"),
    "sms_country": ("100/3600", "500/86400"),
    "alarm": ("1/3600",),
}
_known = dict(OWN)
ROUNDING = 0.001
DAY_SECONDS = 86_400
NETWORK = "_network"
CALLS = (NETWORK, "_user")
"""Endings of the names of buckets that count every call, whether or not it succeeds."""
GUESSES_OF_NETWORK = "login_failed_network"
"""Counts failed logins of a network, although its name ends like those of calls."""

CORES = os.cpu_count() or 1
_slots = threading.BoundedSemaphore(CORES)
_places = threading.BoundedSemaphore(4 * CORES)


class Rate(msgspec.Struct, frozen=True):
    """A number of attempts within a number of seconds."""

    count: int
    seconds: int


@functools.cache
def _parse(text: str) -> Rate:
    count, _, seconds = text.partition("/")
    return Rate(int(count), int(seconds))


def register(named: Mapping[str, tuple[str, ...]]) -> None:
    """Register the buckets that features declare, in place of those registered before: `count/seconds` by name."""
    _known.clear()
    _known.update(OWN, **named)


def known() -> Mapping[str, tuple[str, ...]]:
    """Every bucket's default rates, by name; the settings may replace them."""
    return _known


@conf.composed
def rates(name: str) -> tuple[Rate, ...]:
    """The rates of a bucket; those of networks are multiplied by `limits.network_factor`."""
    settings = conf.read(LimitsSettings)
    factor = settings.network_factor if name.endswith(NETWORK) else 1
    found = (_parse(text) for text in settings.rates.get(name, _known[name]))
    return tuple(Rate(rate.count * factor, rate.seconds) for rate in found)


@conf.composed
def _redis_url() -> str | None:
    """Where attempts are counted: a Redis, or the database if this is empty; None if limits are switched off."""
    settings = conf.read(LimitsSettings)
    return settings.redis_url if settings.enabled else None


def _charges(name: str, subject: str, now: float) -> list[tuple[Rate, queries.Charge]]:
    """What one attempt counts against: each rate of the bucket; for an IPv6 network also those of its /48."""
    counted = [(rate, subject) for rate in rates(name)]
    if name.endswith(NETWORK) and ":" in subject:
        factor, site = conf.read(LimitsSettings).ipv6_site_factor, text.site(subject)
        counted += [(Rate(rate.count * factor, rate.seconds), site) for rate, _ in counted]
    charges = []
    for rate, whom in counted:
        step = rate.seconds / rate.count
        digest = keyring.digest("limit", name, f"{rate.count}/{rate.seconds}", whom)
        charge = queries.Charge(digest, now + step, step, 2 * step - rate.seconds)
        charges.append((rate, charge))
    return charges


class Attempt(msgspec.Struct):
    """A counted attempt.

    Args:
        waits: For each full bucket, by name, the seconds to wait; empty if the attempt is allowed.
        first: Whether every bucket that counts guesses was empty before.
        turns: For each bucket that counts guesses, by digest, the seconds that a success subtracts from it.
    """

    waits: dict[str, float]
    first: bool = True
    turns: dict[str, float] = {}

    def succeeded(self) -> None:
        """Uncount a successful attempt, and reset the windows that are shorter than a day.

        Guesses within a day, and those of a network at all accounts, stay counted: otherwise a guesser could reset
        them with a right password for another account.
        """
        ordered, self.turns = dict(sorted(self.turns.items())), {}
        url, request = _redis_url(), reruns.current.get()
        if not ordered or (request is not None and request.has_lowered(ordered)):
            return
        if not url or not redis_limits.lower(url, ordered):
            database.retry_on_deadlock(lambda: queries.lower_buckets(ordered))

    def reset_after_success(self) -> None:
        """As `succeeded`, but skips the write if this was the only attempt, which then stays counted."""
        if not self.first:
            self.succeeded()

    def stored_turns(self) -> dict[str, float]:
        """The turns, by digest in the order of locking, for a statement of the caller's; empty if Redis counts."""
        return {} if _redis_url() else dict(sorted(self.turns.items()))


class NetworkCall(msgspec.Struct):
    """A call of a network that is counted once: together with an operation's own attempts, or by itself."""

    name: str
    visitor: audit.Visitor
    counted: bool = False

    def settle(self) -> None:
        """Count the call, unless an operation did; refuses as `limit_network` does."""
        if not self.counted:
            self.counted = True
            limit_network(self.name, self.visitor)


def count(*buckets: tuple[str, str], each: bool = False, call: NetworkCall | None = None) -> Attempt:
    """Count one attempt in all these buckets, in one statement; if one is full, only networks stay counted.

    Otherwise a caller who ignores one limit could fill the buckets of other people's addresses.

    Args:
        buckets: Pairs of a bucket's name (see `register`) and its subject: a user's id, an address, a network.
        each: Count in each bucket that has room, even if another is full.
        call: The call of a network to count, too, unless it was counted.

    Raises:
        Refused: UNAVAILABLE if the database does not respond; as `limit_network` for a call whose bucket is full.
    """
    if call is not None and not call.counted:
        call.counted, buckets = True, ((call.name, call.visitor.network), *buckets)
    if (url := _redis_url()) is None:
        return Attempt({})
    now = clock.unix()
    named = {
        charge.digest: (name, rate, charge)
        for name, subject in buckets
        for rate, charge in _charges(name, subject, now)
    }
    counted = _hit([charge for _, _, charge in named.values()], url)
    waits: dict[str, float] = {}
    for digest, (name, _, charge) in named.items():
        arrival, passed = counted[digest]
        if not passed:
            waits[name] = max(waits.get(name, 1.0), arrival - charge.arrival + charge.free)
    names = ", ".join(dict.fromkeys(name for name, _ in buckets))
    if waits:
        taken_back = {
            digest: charge.step
            for digest, (name, _, charge) in named.items()
            if counted[digest][1] and (name in waits if each else not name.endswith(NETWORK))
        }
        Attempt(waits, turns=taken_back).succeeded()
        decisions.note("limit", f"{names}: full", refused=True, wait={name: round(waits[name]) for name in waits})
        if call is not None and call.name in waits:
            _refuse_network(call.name, call.visitor, waits[call.name])
    else:
        decisions.note("limit", f"{names}: room")
    turns = {
        digest: rate.seconds if rate.seconds < DAY_SECONDS and name != GUESSES_OF_NETWORK else charge.step
        for digest, (name, rate, charge) in named.items()
        if name == GUESSES_OF_NETWORK or not name.endswith(CALLS)
    }
    first = all(counted[digest][0] - named[digest][2].arrival < ROUNDING for digest in turns)
    return Attempt(waits, first, turns)


def wait(*buckets: tuple[str, str]) -> dict[str, float]:
    """Count one attempt, as `count` does; returns the seconds to wait for each full bucket, by name."""
    return count(*buckets).waits


def rolled_back_on_refusal() -> bool:
    """Whether a refusal would roll back what is counted now, so that nothing would be limited."""
    return _redis_url() == "" and database.rolls_back_on_refusal()


def full(name: str, subject: str) -> float:
    """The seconds to wait while a bucket is full, 0 while it has room; counts nothing.

    Raises:
        Refused: UNAVAILABLE if the database does not respond.
    """
    if (url := _redis_url()) is None:
        return 0.0
    charges = {charge.digest: charge for _, charge in _charges(name, subject, clock.unix())}
    found = redis_limits.arrivals(url, list(charges)) if url else None
    if found is None:
        try:
            found = queries.arrivals(list(charges))
        except database.Error as error:
            raise Refused(UNAVAILABLE) from error
    return max(0.0, *(one.wait(found.get(digest, 0.0)) for digest, one in charges.items()))


def _hit(charges: list[queries.Charge], url: str) -> dict[str, tuple[float, bool]]:
    ordered = sorted(charges, key=lambda charge: charge.digest)
    request, buckets = reruns.current.get(), tuple(charge.digest for charge in ordered)
    counted: dict[str, tuple[float, bool]] | None = request.recall(buckets) if request is not None else None
    if counted is None and url:
        counted = redis_limits.hit(url, ordered)
    if counted is None:
        try:
            counted = database.retry_on_deadlock(lambda: queries.hit(ordered, secrets.token_hex(16)))
        except database.Error as error:
            if request is not None and database.in_transaction():
                raise  # since the whole transaction is lost
            raise Refused(UNAVAILABLE) from error
    if request is not None:
        request.remember(buckets, counted)
    return counted


def hit(name: str, subject: str, refusal: Refusal = LIMITED) -> None:
    """Count one attempt or refuse.

    Raises:
        Refused: `refusal`, with the seconds to wait.
    """
    if waits := wait((name, subject)):
        raise Refused(refusal.after(waits[name]))


def limit_network(name: str, visitor: audit.Visitor) -> None:
    """Rate-limit by client network. Records at most one audit event per network and hour.

    Raises:
        Refused: LIMITED, with the seconds to wait.
    """
    if waits := count((name, visitor.network)).waits:
        _refuse_network(name, visitor, waits[name])


def _refuse_network(name: str, visitor: audit.Visitor, seconds: float) -> NoReturn:
    if not wait(("alarm", f"{name}:{text.site(visitor.network) or visitor.network}")):
        audit.record("network_limited", visit=visitor, outcome="refused", limit=name)
    raise Refused(LIMITED.after(seconds))


def attempt(name: str, subject: str, refusal: Refusal) -> Attempt:
    """Count one attempt, which may succeed.

    Raises:
        Refused: `refusal`, with the seconds to wait.
    """
    if (found := count((name, subject))).waits:
        raise Refused(refusal.after(found.waits[name]))
    return found


def reset(name: str, subject: str) -> None:
    """Reset a bucket in all its windows, for example after a password reset, when earlier guesses no longer matter."""
    if (url := _redis_url()) is None:
        return
    digests = [charge.digest for _, charge in _charges(name, subject, clock.unix())]
    if not url or not redis_limits.empty(url, digests):
        queries.empty_buckets(digests)


@contextlib.contextmanager
def hash_slot() -> Iterator[None]:
    """Run as many slow hashes at once as there are cores; three more per core wait, others are UNAVAILABLE."""
    if not _places.acquire(blocking=False):
        raise Refused(UNAVAILABLE)
    try:
        with _slots:
            yield
    finally:
        _places.release()
