"""Fills the PostgreSQL database that the environment names for `growth.py`: `python growth_data.py USERS EVENTS`.

Each user has two identifiers, a session and a token; three tenths of the events are older than a year, so that the
worker deletes them.
"""

import datetime
import itertools
import json
import secrets
import sys
import uuid

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PIECE = 20_000
DAYS = 522  # of events
PASSWORD = "tr0ub4dor-and-3"


def columns_of(model):
    return [field for field in model._meta.concrete_fields if not field.generated]


def defaults(model):
    """A value for each column of a model, so that a new column needs no change here."""
    found = {}
    for field in columns_of(model):
        if field.has_default() and not callable(field.default):
            found[field.column] = field.default
        elif field.null:
            found[field.column] = None
        else:
            found[field.column] = ""
    return found


def copy(connection, model, rows, total, progress):
    """Write rows, given as dicts that lack defaults, by COPY."""
    fields, fixed = columns_of(model), defaults(model)
    names = [field.column for field in fields]
    task = progress.add_task(model._meta.db_table, total=total)
    listed = ", ".join(f'"{one}"' for one in names)
    with connection.cursor() as cursor:
        for begin in range(0, total, PIECE):
            piece = list(itertools.islice(rows, min(PIECE, total - begin)))
            with cursor.copy(f"COPY {model._meta.db_table} ({listed}) FROM STDIN") as target:
                for row in piece:
                    target.write_row([{**fixed, **row}[one] for one in names])
            progress.advance(task, len(piece))


def load(users, events):
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django.db import connection

    from gatepost.accounts.models import Identifier
    from gatepost.ground.models import Event
    from gatepost.ground.uuid7 import uuid7
    from gatepost.sessions.models import Session
    from gatepost.tokens.models import Token

    call_command("migrate", verbosity=0)
    now, later = datetime.datetime.now(datetime.UTC), datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=30)
    connection.ensure_connection()
    raw, encoded = connection.connection, make_password(PASSWORD)
    times = {"created_at": now, "expires_at": later}

    def old(number, total):
        return now - datetime.timedelta(days=DAYS * (total - number) / total)

    def log_key(at):
        """In the order of time, as real keys are: random ones would spread a batch over the whole table."""
        return uuid.UUID(int=int(at.timestamp() * 1000) << 80 | secrets.randbits(80))

    def digest():
        return secrets.token_hex(32)

    people = (
        {"id": n, "username": f"u{n}", "email": f"u{n}@example.org", "password": encoded, "is_active": True,
         "is_staff": False, "is_superuser": False, "date_joined": now}
        for n in range(1, users + 1)
    )  # fmt: skip
    names = (
        {"id": uuid7(), "user_id": n, "kind": kind, "value": value, "canonical": value, "claim": value,
         "verified_at": now, "primary": True, "exact_only": False, "created_at": now}
        for n in range(1, users + 1) for kind, value in (("email", f"u{n}@example.org"), ("username", f"u{n}"))
    )  # fmt: skip
    sessions = (
        {"id": uuid7(), "number": n, "digest": digest(), "client": "app", "user_id": n, "auth_hash": digest(),
         "last_seen_at": now, "absolute_expires_at": later, **times}
        for n in range(1, users + 1)
    )  # fmt: skip
    tokens = (
        {"id": uuid7(), "number": n, "digest": digest(), "user_id": n, "kind": "authtoken", **times}
        for n in range(1, users + 1)
    )
    log = (
        {"id": log_key(old(n, events)), "at": old(n, events), "kind": "login", "outcome": "done", "network": "192.0.2.0/24",
         "user_key": str(n % users + 1), "details": json.dumps({"request_id": secrets.token_hex(8)})}
        for n in range(events)
    )  # fmt: skip
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    with bar:
        copy(raw, get_user_model(), people, users, bar)
        copy(raw, Identifier, names, 2 * users, bar)
        copy(raw, Session, sessions, users, bar)
        copy(raw, Token, tokens, users, bar)
        copy(raw, Event, log, events, bar)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('auth_user', 'id'), %s)", [users])
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    load(*map(int, sys.argv[1:]))
