"""What differs in a Galera cluster, where each node of MariaDB takes writes; elsewhere nothing here does anything."""

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.signals import request_started
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from gatepost.ground import clock, database, decisions, reruns

READS_AND_WRITES = 7
"""Bits of `wsrep_sync_wait`: reads (1), updates and deletes (2), inserts (4)."""
LOST_RACE, LOCK_TIMEOUT, NOT_READY = 1213, 1205, 1047
LONGEST_PAUSE_MILLISECONDS = 10
"""Before a request's second run; it doubles with each further one."""
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
REPEATABLE = re.compile("gatepost_bucket|INSERT INTO .gatepost_event|UPDATE .gatepost_(session|token). SET .last_")
"""What may be written twice: what counts against limits, that something happened, and when a session was last used."""
TOUCH = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES (%s, %s, %s)
ON DUPLICATE KEY UPDATE arrival = VALUES(arrival), stamp = VALUES(stamp)
"""


@cache
def replicated(alias: str) -> bool:
    """Whether a database is a node of a Galera cluster; asks it once."""
    connection = connections[alias]
    if connection.vendor != "mysql" or not getattr(connection, "mysql_is_mariadb", False):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW VARIABLES LIKE 'wsrep_on'")  # @@wsrep_on is an error where MariaDB was built without it
        found = cursor.fetchone()
    return found is not None and found[1] == "ON"


def see_other_nodes(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let a new connection wait until its node has applied what others committed before.

    Otherwise a session that was revoked through one node would be valid at another for a moment. Requests that lose a
    race are run again from now on, see `reruns`.
    """
    # Django makes test databases through a connection of no alias.
    if connection.vendor == "mysql" and connection.alias in connections and replicated(connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION wsrep_sync_wait = {READS_AND_WRITES}")
        _watch(connection)


def lock(alias: str, table: str, key: object) -> None:
    """Let a transaction that has locked a row fail if another one, through another node, does the same meanwhile.

    Nodes compare what transactions wrote, not what they locked. So each writes a row that stands for the locked one.
    """
    if replicated(alias):
        digest = hashlib.sha256(f"lock {table} {key}".encode()).hexdigest()
        with connections[alias].cursor() as cursor:
            cursor.execute(TOUCH, [digest, clock.unix(), secrets.token_hex(16)])


def _watch(connection: BaseDatabaseWrapper) -> None:
    """Note what requests commit through a connection."""
    if _note_change not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note_change)
        request_started.connect(reruns.begin, dispatch_uid="gatepost-reruns")
    if reruns.current.get() is None:
        reruns.begin()  # this request opened the process's first connection


def _note_change(execute: Callable[..., Any], sql: str, params: object, many: object, context: dict[str, Any]) -> Any:
    result, request = execute(sql, params, many, context), reruns.current.get()
    if request is not None and sql.lstrip().upper().startswith(CHANGES):
        connection: BaseDatabaseWrapper = context["connection"]
        if not REPEATABLE.search(sql):
            connection.on_commit(request.note_commit)  # at once if it is in no transaction
    return result


def runs_again(error: DatabaseError) -> bool:
    """Whether the request that failed with this error should run again; waits a moment if so."""
    request, number, connection = reruns.current.get(), error.args[:1], connections[database.alias()]
    lost = number in ((LOST_RACE,), (LOCK_TIMEOUT,), (NOT_READY,))
    if request is None or not lost or connection.in_atomic_block or not request.can_run_again():
        return False
    if number == (NOT_READY,):
        connection.close()  # a proxy may lead to another node
    # At random, so that those who met don't meet again.
    time.sleep(secrets.randbelow(LONGEST_PAUSE_MILLISECONDS * 2**request.runs + 1) / 1000)
    request.rewind()
    decisions.note("database", "the request lost a race between nodes, and runs again")
    return True
