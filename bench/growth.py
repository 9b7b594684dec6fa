"""What operations cost once there is much data: times at 1,000 users and at many, on PostgreSQL, and their ratio.

    python growth.py                                      # 1,000,000 users and 10,000,000 events; needs 20 GB of disk
    python growth.py --users 200000 --events 2000000
    python growth.py --cleanup                            # also logins beside a deletion of expired events
    python growth.py --keep                               # another run measures the same databases again

`growth_data.py` says what the databases hold. They are kept if the run is interrupted, so that the next one fills only
those that are missing. The two sizes are measured in turns, so that a busy machine slows both. Exits with 1 if an operation takes
more than it may.
"""

import datetime
import itertools
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import psycopg
from growth_data import PASSWORD
from rich.console import Console
from rich.progress import Progress

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tests.proof.tables import show  # noqa: E402

SMALL, ROUNDS, TIMES, LOGINS, BLOCK = 1_000, 9, 30, 2_000, 100
KEPT = 365
"""Days for which the worker keeps events."""
LIMITS = {"read": 1.1, "write": 1.4}
BESIDE_CLEANUP = 2
"""How often the 99th percentile of logins without the deletion the one beside it may be."""
SERVER = "host=127.0.0.1 user=postgres"
NATIVE = "/_allauth/app/v1/"


def name_of(users):
    return f"gatepost_growth_{users}"


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
    found = {"alone, ms at the 99th percentile": percentile(alone), "beside, ms": percentile(beside)}
    found |= {"ratio": round(percentile(beside) / percentile(alone), 2), "expired": before}
    print(json.dumps({**found, "deleted meanwhile": before - during, "events a second, afterwards": round(rate)}))


# -- the command ---------------------------------------------------------------------------------------------------


def started(users, *words, script=__file__, **options):
    environment = {**os.environ, "BENCH_DATABASE": name_of(users), "DJANGO_SETTINGS_MODULE": "settings_growth"}
    return subprocess.Popen([sys.executable, str(script), *words], cwd=HERE, env=environment, text=True, **options)


def mark(users, events):
    """The comment on a database that is filled."""
    schema = max(path.stem for path in (HERE.parent / "src" / "gatepost" / "migrations").glob("0*.py"))
    return f"{users} users, {events} events, {schema}"


def prepare(users, events):
    """Fill a database, unless an earlier run did."""
    with psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name_of(users)]
        ).fetchone()
        if found == (mark(users, events),):
            print(f"{name_of(users)} is filled already", file=sys.stderr)
            return
        connection.execute(f"DROP DATABASE IF EXISTS {name_of(users)} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name_of(users)}")
        if started(users, str(users), str(events), script=HERE / "growth_data.py").wait():
            raise SystemExit(1)
        connection.execute(f"COMMENT ON DATABASE {name_of(users)} IS '{mark(users, events)}'")


def drop(*sizes):
    with psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True) as connection:
        for size in sizes:
            connection.execute(f"DROP DATABASE {name_of(size)} WITH (FORCE)")


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


def logins_beside_cleanup(users):
    """Show how long logins take while the worker deletes; returns whether that is too long."""
    with psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"COMMENT ON DATABASE {name_of(users)} IS NULL")  # no longer as it was filled
    process = started(users, "beside-cleanup", str(users), stdout=subprocess.PIPE)
    found = json.loads(process.stdout.readline())
    process.wait()
    show(
        f"{LOGINS:,} logins alone, and as many beside a deletion of {found.pop('expired'):,} events",
        [*found],
        [[*found.values()]],
    )
    return found["ratio"] > BESIDE_CLEANUP


@click.group(invoke_without_command=True)
@click.option("--users", default=1_000_000, show_default=True)
@click.option("--events", default=10_000_000, show_default=True)
@click.option("--cleanup", is_flag=True, help="Also measure logins beside a deletion of expired events.")
@click.option("--keep", is_flag=True, help="Keep the databases for another run; not with --cleanup, which changes one.")
@click.pass_context
def main(context, *, users, events, cleanup, keep):
    if context.invoked_subcommand:
        return
    if cleanup and keep:
        raise click.UsageError("--cleanup deletes events, so that the databases can't be kept.")
    for size in (SMALL, users):
        prepare(size, events * size // users)
    rows = [(*row, row[-1] / row[-2]) for row in compared(users)]
    shown = [
        (name, kind, f"{few / 1000:.2f}", f"{many / 1000:.2f}", f"{ratio:.2f}", LIMITS[kind])
        for name, kind, few, many, ratio in rows
    ]
    show("Medians", ("operation", "kind", f"{SMALL:,} users, ms", f"{users:,} users, ms", "ratio", "at most"), shown)
    slow = any(ratio > LIMITS[kind] for _, kind, _, _, ratio in rows)
    if cleanup:
        slow |= logins_beside_cleanup(users)
    if not keep:
        drop(SMALL, users)
    raise SystemExit(slow)


main.command("measure")(click.argument("users", type=int)(measure))
main.command("beside-cleanup")(click.argument("users", type=int)(beside_cleanup))


if __name__ == "__main__":
    main()
