"""Rate limits in Redis or Valkey: one server, a cluster, or the primary that sentinels name.

The same algorithm as in the database, one script call per bucket, all in one round trip.

Each bucket is one key, so that a cluster can distribute them. After a failure the database counts instead, and one
request a second asks Redis again, so that one that doesn't answer delays no other.

A command that timed out may have run, so it is retried with the same stamp: the script then returns the first result
instead of counting twice.
"""

import functools
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from gatepost.ground.queries import Charge

if TYPE_CHECKING:
    from redis.client import Pipeline


log = logging.getLogger("gatepost.limits")
PREFIX = "gatepost:limit:"
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 1.0
TRIES = 3
CONNECTIONS = 16
SENTINEL_PORT, CLUSTER_PORT = 26379, 6379
CONNECTION_WAIT_SECONDS = 1.0
STAMP_SECONDS = 10  # longer than all the tries of one command
SCRIPT = f"""
local counted = redis.call('GET', KEYS[2])
if counted then return {{counted, 1}} end
local old = tonumber(redis.call('GET', KEYS[1]) or '0')
local fresh, step, free, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if old > fresh + most then old = 0 end
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
TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
"""The library's options that the URL of several servers may have."""
_paused_until: dict[str, float] = {}
_turn = threading.Lock()


@functools.lru_cache(maxsize=8)
def _client(url: str) -> Any:
    """A client of a server, of a cluster, or of the primary that sentinels name; see `hit` for URLs.

    Raises:
        RedisClusterException: No node of a cluster can be reached.
        ValueError: The URL is of no known form.
    """
    import redis  # noqa: PLC0415 - an extra
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    timeouts: dict[str, Any] = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    # `_run` retries both connecting and commands.
    options: dict[str, Any] = {**timeouts, "retry": Retry(NoBackoff(), 0), "decode_responses": True}
    scheme, _, kind = url.partition("://")[0].partition("+")
    if not kind:
        pool = redis.BlockingConnectionPool.from_url(
            url, max_connections=CONNECTIONS, timeout=CONNECTION_WAIT_SECONDS, **options
        )
        return redis.Redis.from_pool(pool)
    found = _several(url)
    secured: dict[str, Any] = {"ssl": True, **found.tls} if scheme == "rediss" else {}
    login: dict[str, Any] = {"username": found.user or None, "password": found.password or None, **secured}
    if kind == "cluster":
        from redis import cluster  # noqa: PLC0415

        node: Any = cluster.ClusterNode  # neither this nor the other is typed
        return cluster.RedisCluster(startup_nodes=[node(*place) for place in found.nodes], **login, **options)
    from redis import sentinel  # noqa: PLC0415

    several: Any = sentinel.Sentinel
    sentinels = several(found.nodes, sentinel_kwargs={**options, **secured, **found.of_sentinels})
    return sentinels.master_for(found.primary, db=found.database, **login, **options)


class _Several(NamedTuple):
    """The parts of a URL with several servers."""

    nodes: list[tuple[str, int]]
    primary: str
    database: int
    user: str
    password: str
    of_sentinels: dict[str, str]
    tls: dict[str, str]


def _several(url: str) -> _Several:
    parts = urlsplit(url)
    kind = parts.scheme.partition("+")[2]
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    ports = CLUSTER_PORT if kind == "cluster" else SENTINEL_PORT
    nodes = [urlsplit(f"//{host}") for host in hosts.split(",")]
    primary, _, database = parts.path.strip("/").partition("/")
    wrong = kind not in ("cluster", "sentinel") or bool(primary) != (kind == "sentinel")
    if wrong or not all(node.hostname for node in nodes) or not (database or "0").isdecimal():
        raise ValueError("it must be redis+sentinel://host:port,host:port/name or redis+cluster://host:port,host:port")
    asked = {f"sentinel_{name}": name for name in ("username", "password")}
    more = dict(parse_qsl(parts.query))
    if unknown := set(more) - {*(asked if kind == "sentinel" else ()), *(TLS if parts.scheme[:6] == "rediss" else ())}:
        raise ValueError(f"it can't have {', '.join(sorted(unknown))}")
    return _Several(
        nodes=[(node.hostname or "", node.port or ports) for node in nodes],
        primary=unquote(primary),
        database=int(database or 0),
        user=unquote(user),
        password=unquote(password),
        of_sentinels={asked[name]: value for name, value in more.items() if name in asked},
        tls={name: value for name, value in more.items() if name in TLS},
    )


def check_url(url: str) -> None:
    """Check a URL without connecting.

    Raises:
        ImportError: The library is missing.
        ValueError: The URL is of no known form; see `hit`.
    """
    from redis import connection  # noqa: PLC0415 - an extra

    if "+" in url.partition("://")[0]:
        _several(url)
    else:
        parse: Any = connection.parse_url  # not typed
        parse(url)


def _run(url: str, commands: Callable[[Any], None]) -> Any:
    """The results of a pipeline, or None while Redis is unavailable; `commands` must be safe to repeat."""
    import redis  # noqa: PLC0415
    from redis.exceptions import RedisClusterException  # noqa: PLC0415 - no RedisError

    away = url in _paused_until
    if away and not _asks_again(url):
        return None
    for remaining in reversed(range(TRIES)):
        try:
            pipeline = _client(url).pipeline(transaction=False)
            commands(pipeline)
            found = pipeline.execute()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            if not remaining:
                return _pause(url, error, away=away)
        except (redis.RedisError, RedisClusterException) as error:
            return _pause(url, error, away=away)
        else:
            if away and _paused_until.pop(url, 0.0):
                log.warning("Redis responds, and counts again")
            return found
    return None


def _asks_again(url: str) -> bool:
    """Whether it is this caller's turn to ask a Redis that did not respond; the others keep to the database."""
    with _turn:
        now = time.monotonic()
        if now < _paused_until.get(url, 0.0):
            return False
        _paused_until[url] = now + PAUSE_SECONDS
        return True


def _pause(url: str, error: Exception, *, away: bool) -> None:
    if not away:
        with _turn:
            if url in _paused_until:
                return  # of several that failed at once, the first one's pause is enough
            _paused_until[url] = time.monotonic() + PAUSE_SECONDS
        log.warning("Redis does not respond; the database counts until it does: %s", error)
    if "+cluster://" in url:
        _client.cache_clear()  # a new one learns which nodes there are now


def hit(url: str, charges: Sequence[Charge]) -> dict[str, tuple[float, bool]] | None:
    """Guard: count one attempt in each bucket that has room, and leave the others unchanged.

    Args:
        url: `redis://`, `rediss://` or `unix://`; `redis+sentinel://host:port,host:port/name`, where `name` is that of
            the primary, or `redis+cluster://host:port,host:port`, both also with `rediss`.
        charges: The buckets.

    Returns:
        For each bucket when it will be empty, and whether the attempt was allowed; None while Redis is unavailable.
    """
    stamp = secrets.token_hex(8)

    def commands(pipeline: "Pipeline") -> None:
        evaluate: Any = pipeline.execute_command  # a cluster's pipeline has no `eval`
        for charge in charges:
            key = PREFIX + charge.digest
            # In braces (a hash tag), so that a cluster keeps the stamp on the node of its bucket.
            evaluate("EVAL", SCRIPT, 2, key, f"{{{key}}}:{stamp}", *charge.numbers)

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
        evaluate: Any = pipeline.execute_command
        for digest, amount in seconds.items():
            key = PREFIX + digest
            evaluate("EVAL", LOWER, 2, key, f"{{{key}}}:{stamp}", amount)

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
    found = _client(url).info("server")
    first = found if "redis_version" in found else next(iter(found.values()))  # a cluster answers by node
    return str(first.get("redis_version", "of unknown version"))
