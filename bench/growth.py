"""What operations cost once there is much data: times at 1,000 users and at many, on PostgreSQL, and their ratio.

    python growth.py                                      # 1,000,000 users and 10,000,000 events; needs 20 GB of disk
    python growth.py --users 200000 --events 2000000
    python growth.py --cleanup                            # also logins beside a deletion of expired events

Each user has two identifiers, a session and a token; three tenths of the events are older than a year, so that the
worker deletes them. The two sizes are measured in turns, so that a busy machine slows both.
"""

import datetime
import io
import itertools
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import click
import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

HERE = Path(__file__).resolve().parent
SMALL, PIECE, ROUNDS, TIMES, LOGINS, BLOCK = 1_000, 20_000, 9, 30, 2_000, 100
DAYS, KEPT = 522, 365  # of events, in the beginning and by the worker
LIMITS = {"read": 1.1, "write": 1.4}
SERVER = "host=127.0.0.1 user=postgres"
NATIVE = "/_allauth/app/v1/"
PASSWORD = "tr0ub4dor-and-3"


def name_of(users):
    return f"gatepost_growth_{users}"


# -- loading, in a process of its own for each database ------------------------------------------------------------


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
    """Fill the database that the environment names."""
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


# -- measuring, in a process of its own for each database ----------------------------------------------------------


def operations(users):
    """Functions by name, each with whether it reads or writes."""
    import django

    django.setup()
    from operations import Client

    client, numbers = Client(), itertools.count(1)
    random = secrets.SystemRandom()
    keys = {}

    def body():
        return {"email": f"u{random.randint(1, users)}@example.org", "password": PASSWORD}

    def log_in():
        return client(NATIVE + "auth/login", method="POST", body=body())[1]["meta"]["session_token"]

    def sign_up():
        name = f"{secrets.token_hex(6)}{next(numbers)}"
        given = {"email": f"{name}@example.org", "username": name, "password": PASSWORD}
        client(NATIVE + "auth/signup", method="POST", body=given)

    def token_log_in():
        given = {"username": f"u{random.randint(1, users)}", "password": PASSWORD}
        return client("/authtoken/api-token-auth/", method="POST", body=given)[1]["token"]

    pair = client("/simplejwt/", method="POST", body={"username": "u7", "password": PASSWORD})[1]
    keys["session"], keys["refresh"] = log_in(), pair["refresh"]

    def refresh():
        keys["refresh"] = client("/simplejwt/refresh/", method="POST", body={"refresh": keys["refresh"]})[1].get(
            "refresh", keys["refresh"]
        )

    return {
        "session check": ("read", lambda: client(NATIVE + "auth/session", token=keys["session"])),
        "list of sessions": ("read", lambda: client(NATIVE + "auth/sessions", token=keys["session"])),
        "list of addresses": ("read", lambda: client(NATIVE + "account/email", token=keys["session"])),
        "login": ("write", log_in),
        "login: authtoken": ("write", token_log_in),
        "sign-up": ("write", sign_up),
        "refresh, simplejwt": ("write", refresh),
        "reset requested": (
            "write",
            lambda: client(NATIVE + "auth/password/request", method="POST", body={"email": body()["email"]}),
        ),
        "login and logout": (
            "write",
            lambda: client(NATIVE + "auth/session", method="DELETE", token=log_in(), status=401),
        ),
    }


def measure(users):
    """Answer each line of standard input, the name of an operation, with its median time in microseconds."""
    found = operations(users)
    for _, act in found.values():
        for _ in range(TIMES):
            act()
    print(json.dumps({name: kind for name, (kind, _) in found.items()}), flush=True)
    for line in sys.stdin:
        act, times = found[line.strip()][1], []
        for _ in range(TIMES):
            began = time.perf_counter()
            act()
            times.append(time.perf_counter() - began)
        print(sorted(times)[TIMES // 2] * 1e6, flush=True)


def beside_cleanup(users):
    """Print how long logins take alone and while the worker deletes: the 99th percentiles in milliseconds."""
    log_in = operations(users)["login"][1]
    from django.db import connection

    alone, beside = [], []

    def some(times):
        for _ in range(BLOCK):
            began = time.perf_counter()
            log_in()
            times.append((time.perf_counter() - began) * 1000)

    def percentile(times):
        return round(sorted(times)[int(len(times) * 0.99)], 1)

    # Fixed, since some more events expire each minute.
    expired = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=KEPT)

    def left():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM gatepost_event WHERE at < %s", [expired])
            return cursor.fetchone()[0]

    before = left()
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "gatepost", "worker"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while left() == before:
        time.sleep(0.1)
    # In turns, so that other work on the machine slows both.
    for _ in range(LOGINS // BLOCK):
        worker.send_signal(signal.SIGSTOP)
        some(alone)
        worker.send_signal(signal.SIGCONT)
        some(beside)
    during, began = left(), time.monotonic()
    while left():
        time.sleep(2)
    rate = during / (time.monotonic() - began) if during else 0
    worker.terminate()
    worker.wait()
    found = {"alone": percentile(alone), "beside": percentile(beside)}
    found |= {"ratio": round(found["beside"] / found["alone"], 2), "logins": LOGINS, "expired": before}
    print(json.dumps({**found, "deleted meanwhile": before - during, "rows a second, afterwards": round(rate)}))


# -- the command ---------------------------------------------------------------------------------------------------


def started(users, *words, **options):
    environment = {**os.environ, "BENCH_DATABASE": name_of(users), "DJANGO_SETTINGS_MODULE": "settings_growth"}
    command = [sys.executable, __file__, *words]
    return subprocess.Popen(command, cwd=HERE, env=environment, text=True, **options)


def prepare(users, events):
    with psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name_of(users)} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name_of(users)}")
    if started(users, "load", str(users), str(events)).wait():
        raise SystemExit(1)


def compared(users):
    """The times of both sizes, in turns."""
    both = [
        started(size, "measure", str(size), stdin=subprocess.PIPE, stdout=subprocess.PIPE) for size in (SMALL, users)
    ]
    kinds = [json.loads(one.stdout.readline()) for one in both][0]
    found = {name: ([], []) for name in kinds}
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("measuring", total=ROUNDS * len(kinds))
        for name in itertools.chain.from_iterable(itertools.repeat(kinds, ROUNDS)):
            for times, process in zip(found[name], both, strict=True):
                process.stdin.write(name + "\n")
                process.stdin.flush()
                times.append(float(process.stdout.readline()))
            progress.advance(task)
    for process in both:
        process.stdin.close()
        process.wait()
    return [(name, kinds[name], *(sorted(times)[ROUNDS // 2] for times in found[name])) for name in kinds]


@click.group(invoke_without_command=True)
@click.option("--users", default=1_000_000, show_default=True)
@click.option("--events", default=10_000_000, show_default=True)
@click.option("--cleanup", is_flag=True, help="Also measure logins beside a deletion of expired events.")
@click.option("--keep", is_flag=True, help="Keep the databases.")
@click.option("--kept", is_flag=True, help="Measure the databases that an earlier run kept.")
@click.pass_context
def main(context, *, users, events, cleanup, keep, kept):
    if context.invoked_subcommand:
        return
    if not kept:
        prepare(SMALL, SMALL * 10)
        prepare(users, events)
    table = Table("operation", "kind", f"{SMALL:,} users, ms", f"{users:,} users, ms", "ratio", "at most")
    for name, kind, few, many in compared(users):
        table.add_row(name, kind, f"{few / 1000:.2f}", f"{many / 1000:.2f}", f"{many / few:.2f}", str(LIMITS[kind]))
    Console(width=110).print(table)
    if cleanup:
        process = started(users, "beside-cleanup", str(users), stdout=subprocess.PIPE)
        Console().print(json.loads(process.stdout.readline()))
        process.wait()
    if not keep and not kept:
        with psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True) as connection:
            for size in (SMALL, users):
                connection.execute(f"DROP DATABASE {name_of(size)} WITH (FORCE)")


main.command("load")(click.argument("users", type=int)(click.argument("events", type=int)(load)))
main.command("measure")(click.argument("users", type=int)(measure))
main.command("beside-cleanup")(click.argument("users", type=int)(beside_cleanup))


if __name__ == "__main__":
    main()
