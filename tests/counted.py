"""Counting statements, without transaction control."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Counted(CaptureQueriesContext):
    def __init__(self):
        super().__init__(connection)

    @property
    def statements(self):
        return [query["sql"] for query in self.captured_queries if not query["sql"].startswith(CONTROL)]
