"""Finds the statements of requests that would read a whole growing table on PostgreSQL.

The planner may use bitmap scans alone, which need a condition that an index answers: where none does, it falls back on
reading everything. So the tests' few rows show what a million would meet.
"""

import re
import sys
from pathlib import Path

from django.contrib import admin
from psycopg.pq import TransactionStatus

SOURCE, TESTS = str(Path(__file__).resolve().parents[1] / "src" / "gatepost"), str(Path(__file__).resolve().parent)
NO_REQUEST = ("admin", "cli", "migrations", "moving_in", "management")
"""Packages whose statements staff run, over all users if need be."""
DJANGO_ADMIN = str(Path(admin.__file__).parent)
SMALL = {"gatepost_signingkey", "gatepost_socialconnection", "gatepost_moveprogress"}
"""Tables that don't grow with the users."""
READING = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b")
PREFIX = "gatepost_"
OTHER_SCANS = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")


def of_request():
    """Whether the statement that is being sent comes from the package, on a request's path."""
    frame, ours = sys._getframe(2), False
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(DJANGO_ADMIN):
            return False
        if file.startswith(SOURCE):
            ours = True
            if file[len(SOURCE) + 1 :].split("/")[0] in NO_REQUEST:
                return False
        elif file.startswith(TESTS):
            return ours
        frame = frame.f_back
    return False


def scans(node):
    """The scans in a plan that read every row of a growing table, or every entry of an index."""
    table, kind = node.get("Relation Name", ""), node["Node Type"]
    grows = table.startswith(PREFIX) and table not in SMALL
    if grows and (kind == "Seq Scan" or (kind.startswith("Index") and "Index Cond" not in node)):
        yield f"{kind} on {table}"
    for inner in node.get("Plans", ()):
        yield from scans(inner)


class Explaining:
    """Explains each new statement before it is sent, and remembers those that scan."""

    def __init__(self):
        self.seen, self.found = set(), []

    def __call__(self, execute, sql, params, many, context):
        if not many and PREFIX in sql and sql not in self.seen and READING.match(sql) and of_request():
            self.seen.add(sql)
            self._explain(context["connection"].connection, sql, params)
        return execute(sql, params, many, context)

    def _explain(self, connection, sql, params):
        if connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with connection.cursor() as cursor:
            for scan in OTHER_SCANS:
                cursor.execute(f"SET {scan} = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            ((plan,),) = cursor.fetchone()
            for scan in OTHER_SCANS:
                cursor.execute(f"SET {scan} = on")
        self.found += [f"{scan}: {sql}" for scan in scans(plan["Plan"])]

    def taken(self):
        """What was found since the last call."""
        found, self.found = self.found, []
        return found
