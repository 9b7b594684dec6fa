"""Rate limits in Redis or Valkey: the same algorithm, one script call per bucket, all in one round trip.

Each bucket is one key, so that a cluster can distribute them. After a failure Redis is not used for some seconds, and
the database counts instead.

A command that timed out may have run, so it is retried with the same stamp: the script then returns the first result
instead of counting twice.
"""

import functools
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gatepost.ground.queries import Charge

if TYPE_CHECKING:
    from redis.client import Pipeline


log = logging.getLogger("gatepost.limits")
PREFIX = "gatepost:limit:"
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 5.0
TRIES = 3
CONNECTIONS = 16
CONNECTION_WAIT_SECONDS = 1.0
STAMP_SECONDS = 10  # longer than all the tries of one command
SCRIPT = f"""
local counted = redis.call('GET', KEYS[2])
if counted then return {{counted, 1}} end
local old = tonumber(redis.call('GET', KEYS[1]) or '0')
local fresh, step, free = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if old > fresh - free then return {{string.format('%.6f', old), 0}} end
local empty = math.max(old + step, fresh)
redis.call('SET', KEYS[1], string.format('%.6f', empty), 'EX', math.ceil(empty - fresh + step) + 1)
redis.call('SET', KEYS[2], string.format('%.6f', empty), 'EX', {STAMP_SECONDS})
return {{string.format('%.6f', empty), 1}}
"""
LOWER = f"""
if not redis.call('SET', KEYS[2], '1', 'NX', 'EX', {STAMP_SECONDS}) then return 1 end
local old = redis.call('GET', KEYS[1])
if old then redis.call('SET', KEYS[1], string.format('%.6f', tonumber(old) - tonumber(ARGV[1])), 'KEEPTTL') end
return 1
"""
_paused_until: dict[str, float] = {}


@functools.lru_cache(maxsize=8)
def _client(url: str) -> Any:
    import redis  # noqa: PLC0415 - an extra
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    pool = redis.BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=CONNECTION_WAIT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),  # `_run` retries both connecting and commands
        decode_responses=True,
    )
    return redis.Redis.from_pool(pool)


def _run(url: str, commands: Callable[[Any], None]) -> Any:
    """The results of a pipeline, or None while Redis is unavailable; `commands` must be safe to repeat."""
    import redis  # noqa: PLC0415

    if time.monotonic() < _paused_until.get(url, 0.0):
        return None
    for remaining in reversed(range(TRIES)):
        pipeline = _client(url).pipeline(transaction=False)
        commands(pipeline)
        try:
            return pipeline.execute()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            if not remaining:
                return _pause(url, error)
        except redis.RedisError as error:
            return _pause(url, error)
    return None


def _pause(url: str, error: Exception) -> None:
    log.warning("Redis does not respond; the database counts for the next %d seconds: %s", PAUSE_SECONDS, error)
    _paused_until[url] = time.monotonic() + PAUSE_SECONDS


def hit(url: str, charges: Sequence[Charge]) -> dict[str, tuple[float, bool]] | None:
    """Guard: count one attempt in each bucket that has room, and leave the others unchanged.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        charges: The buckets.

    Returns:
        For each bucket when it will be empty, and whether the attempt was allowed; None while Redis is unavailable.
    """
    stamp = secrets.token_hex(8)

    def commands(pipeline: "Pipeline") -> None:
        for charge in charges:
            key = PREFIX + charge.digest
            # In braces (a hash tag), so that a cluster keeps the stamp on the node of its bucket.
            pipeline.eval(SCRIPT, 2, key, f"{{{key}}}:{stamp}", charge.arrival, charge.step, charge.free)

    found = _run(url, commands)
    if found is None:
        return None
    pairs = zip(charges, found, strict=True)
    return {charge.digest: (float(arrival), passed == 1) for charge, (arrival, passed) in pairs}


def arrivals(url: str, digests: Sequence[str]) -> dict[str, float] | None:
    """When each bucket that has counted anything will be empty; None while Redis is unavailable."""

    def commands(pipeline: "Pipeline") -> None:
        for digest in digests:
            pipeline.get(PREFIX + digest)

    found = _run(url, commands)
    if found is None:
        return None
    return {digest: float(value) for digest, value in zip(digests, found, strict=True) if value is not None}


def lower(url: str, seconds: Mapping[str, float]) -> bool:
    """Subtract seconds from some buckets, by digest; False while Redis is unavailable."""
    stamp = secrets.token_hex(8)

    def commands(pipeline: "Pipeline") -> None:
        for digest, amount in seconds.items():
            key = PREFIX + digest
            pipeline.eval(LOWER, 2, key, f"{{{key}}}:{stamp}", amount)

    return _run(url, commands) is not None


def empty(url: str, digests: Sequence[str]) -> bool:
    """Delete some buckets; False while Redis is unavailable."""

    def commands(pipeline: "Pipeline") -> None:
        for digest in digests:
            pipeline.delete(PREFIX + digest)

    return _run(url, commands) is not None


def version(url: str) -> str:
    """The version of the server; connects to it.

    Raises:
        ImportError: The library is missing.
        Exception: It can't be reached.
    """
    return str(_client(url).info("server").get("redis_version", "of unknown version"))
