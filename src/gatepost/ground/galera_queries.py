"""What differs in a Galera cluster, where each node of MariaDB takes writes; elsewhere nothing here does anything."""

import hashlib
import secrets
from functools import cache

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from gatepost.ground import clock

READS_AND_WRITES = 7
"""Bits of `wsrep_sync_wait`: reads (1), updates and deletes (2), inserts (4)."""
TOUCH = """
INSERT INTO gatepost_bucket (digest, arrival, stamp) VALUES (%s, %s, %s)
ON DUPLICATE KEY UPDATE arrival = VALUES(arrival), stamp = VALUES(stamp)
"""


@cache
def _replicated(alias: str) -> bool:
    connection = connections[alias]
    if connection.vendor != "mysql" or not getattr(connection, "mysql_is_mariadb", False):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW VARIABLES LIKE 'wsrep_on'")  # @@wsrep_on is an error where MariaDB was built without it
        found = cursor.fetchone()
    return found is not None and found[1] == "ON"


def see_other_nodes(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let a new connection wait until its node has applied what others committed before.

    Otherwise a session that was revoked through one node would be valid at another for a moment.
    """
    # Django makes test databases through a connection of no alias.
    if connection.vendor == "mysql" and connection.alias in connections and _replicated(connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION wsrep_sync_wait = {READS_AND_WRITES}")


def lock(alias: str, table: str, key: object) -> None:
    """Let a transaction that has locked a row fail if another one, through another node, does the same meanwhile.

    Nodes compare what transactions wrote, not what they locked. So each writes a row that stands for the locked one.
    """
    if _replicated(alias):
        digest = hashlib.sha256(f"lock {table} {key}".encode()).hexdigest()
        with connections[alias].cursor() as cursor:
            cursor.execute(TOUCH, [digest, clock.unix(), secrets.token_hex(16)])
