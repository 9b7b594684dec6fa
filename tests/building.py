"""Which of our functions make Django build a statement, as requests run."""

import contextlib
import sys

from django.db.models.sql import compiler

COMPILERS = ("SQLCompiler", "SQLInsertCompiler", "SQLUpdateCompiler", "SQLDeleteCompiler", "SQLAggregateCompiler")
OURS = "/src/gatepost/"
PREBUILT = ("ground.prebuilt_", "ground.lookup_queries", "ground.joined_row_queries")
HOSTS = ("/django/contrib/sessions/", "/django/contrib/admin/")


def _place(frame):
    name = frame.f_code.co_filename.partition(OURS)[2].removesuffix(".py").replace("/", ".")
    return f"{name}.{frame.f_code.co_name}" if name else ""


def _builder():
    """The nearest function of ours that a statement is built for; empty outside of requests, and for Django's own."""
    frame, place = sys._getframe(2), ""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.endswith("/core/handlers/base.py"):
            return place
        if not place:
            if any(part in path for part in HOSTS):
                return ""
            place = _place(frame)
            if place.startswith(PREBUILT):
                place = ""
        frame = frame.f_back
    return ""


@contextlib.contextmanager
def built():
    """A set of these functions, as `module.function`."""
    found, originals = set(), {}

    def watched(original):
        def as_sql(self, *arguments, **more):
            if place := _builder():
                found.add(place)
            return original(self, *arguments, **more)

        return as_sql

    for name in COMPILERS:
        kind = getattr(compiler, name)
        if "as_sql" in vars(kind):
            originals[kind] = kind.as_sql
            kind.as_sql = watched(kind.as_sql)
    try:
        yield found
    finally:
        for kind, original in originals.items():
            kind.as_sql = original
