"""CPU time of `await request.auser()` in an async view, beside Django's own: through the ASGI handler, and by itself.

    BENCH_DATABASE=bench python bench/async_checks.py     # the database is made, or emptied

On PostgreSQL only, since its connections and pool are what is measured. `make bench` uses a database of this script's
own, and skips it with a message if no server answers.

Both sides have the same middlewares, of which each of Django's crosses to a thread and back for every request.
"""

import asyncio
import contextlib
import importlib
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

HERE = Path(__file__).resolve().parent
TURNS, ROUNDS, COUNT = 5, 3, 100
SIDES = ("gatepost", "django")
ACTS = ("a request without a user", "a request that reads its user", "`auser()` alone")


def reason_to_skip():
    """Why PostgreSQL can't be used; empty if it can."""
    import psycopg

    try:
        psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return ""


def main():
    if reason := reason_to_skip():
        Console().print(f"Async views: skipped, since they are measured on PostgreSQL, which does not answer: {reason}")
        return
    os.environ.setdefault("BENCH_DATABASE", "gatepost_bench_async")
    runs = {side: [] for side in SIDES}
    for _ in range(TURNS):
        for side in SIDES:
            done = subprocess.run(
                [sys.executable, __file__, side], cwd=HERE, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(done.stderr[-4000:])
            runs[side].append(json.loads(done.stdout.splitlines()[-1]))
    rows = []
    for act in ACTS:
        ours, theirs = (statistics.median(run[act] for run in runs[side]) for side in SIDES)
        ratio = statistics.median(a[act] / b[act] for a, b in zip(runs["gatepost"], runs["django"], strict=True))
        rows.append((act, f"{ours:.0f}", f"{theirs:.0f}", f"{ratio:.2f}"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.proof.tables import show

    show("CPU per request, through the ASGI handler", ("operation", "gatepost µs", "Django µs", "ratio"), rows)


async def whoami(request):
    from django.http import HttpResponse

    return HttpResponse(str((await request.auser()).pk))


async def nobody(_request):
    from django.http import HttpResponse

    return HttpResponse("")


def asking(handler, path, cookies):
    """A request, as a server gives it to an ASGI application."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", cookies.encode())],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 50000),
    }

    async def ask():
        statuses, asked = [], iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive():
            with contextlib.suppress(StopIteration):
                return next(asked)
            return await asyncio.Future()

        async def send(message):
            statuses.extend([message["status"]] if "status" in message else [])

        await handler(dict(scope), receive, send)
        assert statuses == [200], statuses

    return ask


def alone(cookies):
    """What `auser()` costs without a request's middlewares."""
    from django.conf import settings
    from django.test import AsyncRequestFactory

    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    path = next(one for one in settings.MIDDLEWARE if one.endswith(".AuthenticationMiddleware"))
    middleware = getattr(importlib.import_module(path.rpartition(".")[0]), "AuthenticationMiddleware")(whoami)
    plain, key = AsyncRequestFactory().get("/"), cookies.partition("=")[2]

    async def ask():
        plain.session = store(key)
        for name in ("_acached_user", "_cached_user"):
            plain.__dict__.pop(name, None)
        middleware.process_request(plain)
        assert (await plain.auser()).pk

    return ask


async def timed(ask):
    began = time.process_time()
    for _ in range(COUNT):
        await ask()
    return (time.process_time() - began) / COUNT * 1e6


async def measured(acts):
    found = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, ask in acts.items():
            found[name].append(await timed(ask))
    return {name: statistics.median(values) for name, values in found.items()}


def side(name):
    os.environ["DJANGO_SETTINGS_MODULE"] = f"settings_async_{name}"
    import django
    from django.core.asgi import get_asgi_application
    from django.db import connection
    from measure import BODY

    django.setup()
    logging.disable(logging.CRITICAL)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from django.contrib.auth import get_user_model
        from django.test import Client

        user = get_user_model()(username="ann", email=BODY["email"])
        user.set_password(BODY["password"])
        user.save()
        client = Client()
        client.force_login(user)
        cookies = f"sessionid={client.cookies['sessionid'].value}"
        handler = get_asgi_application()
        acts = (asking(handler, "/nobody", cookies), asking(handler, "/whoami", cookies), alone(cookies))
        print(json.dumps(asyncio.run(measured(dict(zip(ACTS, acts, strict=True))))))
    finally:
        with contextlib.suppress(Exception):  # a thread's connection may still be open
            connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    side(sys.argv[1]) if len(sys.argv) > 1 else main()
