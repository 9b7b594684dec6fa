"""What an act sends to its database: statements, round trips on the wire and commits."""

import contextlib
import os
import tempfile

from django.db import connection

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


class Sent:
    """Counts of one act. Trips are counted on PostgreSQL only, in libpq's own trace of its protocol.

    A write outside of a transaction is a commit, too.
    """

    def __init__(self):
        self.statements, self.trips, self.commits = [], 0, 0

    def note(self, execute, sql, params, many, context):
        self.statements.append(sql)
        self.commits += not connection.in_atomic_block and sql.split(None, 1)[0] in WRITES
        return execute(sql, params, many, context)


@contextlib.contextmanager
def counted():
    """Count what the default connection sends."""
    sent = Sent()
    connection.ensure_connection()
    with tempfile.TemporaryFile("w+") as trace, connection.execute_wrapper(sent.note):
        server = connection.connection.pgconn if connection.vendor == "postgresql" else None
        if server:
            server.trace(trace.fileno())
        try:
            yield sent
        finally:
            if server:
                server.untrace()
                os.lseek(trace.fileno(), 0, os.SEEK_SET)
                lines = [line.split("\t") for line in trace.read().splitlines()]
                lines = [[part.strip() for part in line] for line in lines if len(line) > 2]
                asked = [line for line in lines if "F" in line[:2]]
                sent.trips = sum("Query" in line or "Sync" in line for line in asked)
                answers = [line for line in lines if "B" in line[:2] and "CommandComplete" in line]
                sent.commits += sum('"COMMIT"' in line for line in answers)
        sent.statements = [sql for sql in sent.statements if not sql.startswith(CONTROL)]
