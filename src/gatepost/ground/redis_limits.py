"""Rate limits in Redis or Valkey: the same algorithm, one script a bucket, all in one round trip.

Each bucket is one key, so that a cluster may keep them apart. A Redis that fails is left alone for some seconds, and
the database counts meanwhile.
"""

import functools
import logging
import time
from collections.abc import Sequence
from typing import Any

from gatepost.ground.queries import Charge

log = logging.getLogger("gatepost.limits")
PREFIX = "gatepost:limit:"
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 5.0
SCRIPT = """
local old = tonumber(redis.call('GET', KEYS[1]) or '0')
local fresh, step, free = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if old > fresh - free then return {string.format('%.6f', old), 0} end
local empty = math.max(old + step, fresh)
redis.call('SET', KEYS[1], string.format('%.6f', empty), 'EX', math.ceil(empty - fresh + step) + 1)
return {string.format('%.6f', empty), 1}
"""
_away_until: dict[str, float] = {}


@functools.lru_cache(maxsize=8)
def _client(url: str) -> Any:
    import redis  # noqa: PLC0415 - an extra

    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True
    )


def _run(url: str, commands: Any) -> Any:
    """What a pipeline answers, or None while Redis is away."""
    import redis  # noqa: PLC0415

    if time.monotonic() < _away_until.get(url, 0.0):
        return None
    try:
        pipeline = _client(url).pipeline(transaction=False)
        commands(pipeline)
        return pipeline.execute()
    except redis.RedisError:
        log.warning("Redis does not answer; the database counts for the next %d seconds", PAUSE_SECONDS)
        _away_until[url] = time.monotonic() + PAUSE_SECONDS
        return None


def hit(url: str, charges: Sequence[Charge]) -> dict[str, tuple[float, bool]] | None:
    """Guard: count one attempt in each bucket that has room, and leave the others.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        charges: The buckets.

    Returns:
        For each bucket when it will be empty, and whether the attempt was let through; None while Redis is away.
    """

    def commands(pipeline: Any) -> None:
        for charge in charges:
            pipeline.eval(SCRIPT, 1, PREFIX + charge.digest, charge.arrival, charge.step, charge.free)

    found = _run(url, commands)
    if found is None:
        return None
    pairs = zip(charges, found, strict=True)
    return {charge.digest: (float(arrival), passed == 1) for charge, (arrival, passed) in pairs}


def arrivals(url: str, digests: Sequence[str]) -> dict[str, float] | None:
    """For each bucket that counted something when it will be empty; None while Redis is away."""

    def commands(pipeline: Any) -> None:
        for digest in digests:
            pipeline.get(PREFIX + digest)

    found = _run(url, commands)
    if found is None:
        return None
    return {digest: float(value) for digest, value in zip(digests, found, strict=True) if value is not None}


def empty(url: str, digests: Sequence[str]) -> bool:
    """Forget what some buckets counted; False while Redis is away."""

    def commands(pipeline: Any) -> None:
        for digest in digests:
            pipeline.delete(PREFIX + digest)

    return _run(url, commands) is not None
