"""`gatepost worker`, `cleanup` and `openapi`."""

import functools
import json
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare

BATCH = 1000
PAGE_EVERY_SECONDS = 10


@click.command(epilog="Example: gatepost worker")
@click.option("--once", is_flag=True, help="Send what is due, then exit.")
def worker(*, once: bool) -> None:
    """Send mail and SMS, and pick up names changed by the project, until stopped; any number of workers may run."""
    prepare()
    migrate()
    from gatepost.accounts import survey  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import clock, outbox  # noqa: PLC0415

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    output.hint("Sending. Ctrl-C or SIGTERM stops the worker after the current message.")
    sent = outbox.deliver_due()
    after, due = None, clock.unix()
    while not once and not stop.is_set():
        if outbox.deliver_due():
            continue
        if clock.unix() >= due:
            after, due = survey.reconcile_page(after), clock.unix() + PAGE_EVERY_SECONDS
        stop.wait(1)
    output.say(f"Sent {sent}." if once else "Stopped.", sent=sent)


@click.command(epilog="Example: gatepost cleanup")
def cleanup() -> None:
    """Delete expired data, 1,000 rows at a time; safe to interrupt and rerun."""
    prepare()
    migrate()
    from gatepost.accounts import name_queries  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.flow import pending_login, registry  # noqa: PLC0415
    from gatepost.flow import queries as flow  # noqa: PLC0415
    from gatepost.ground import clock, refused_requests  # noqa: PLC0415
    from gatepost.ground import queries as ground  # noqa: PLC0415
    from gatepost.ground import secret_queries as secrets  # noqa: PLC0415
    from gatepost.sessions import queries as sessions  # noqa: PLC0415
    from gatepost.tokens import opaque_queries as tokens  # noqa: PLC0415
    from gatepost.tokens.refresh import family_queries as families  # noqa: PLC0415
    from gatepost.tokens.refresh import taken_over_queries as taken_over  # noqa: PLC0415
    from gatepost.tokens.signed import key_queries  # noqa: PLC0415

    now = clock.now()
    day_ago = now - timedelta(days=1)
    tasks: dict[str, Callable[[], int]] = {
        "sessions": lambda: sessions.delete_expired(now, BATCH),
        "sessions taken over": lambda: sessions.delete_expired_marks(now, BATCH),
        "trusted browsers": lambda: sessions.delete_expired_trust(now, BATCH),
        "keys": lambda: tokens.delete_expired(now, BATCH),
        "signing keys": lambda: key_queries.delete_old(day_ago, BATCH),
        "refresh families": lambda: families.delete_expired(now, BATCH),
        "tokens taken over": lambda: taken_over.delete_expired(day_ago, BATCH),
        "logins": lambda: flow.delete_old(now, BATCH),
        "released names": lambda: name_queries.delete_expired_reservations(now, BATCH),
        "codes and links": lambda: secrets.delete_old_secrets(min(now, pending_login.oldest()), BATCH),
        "explanations": lambda: refused_requests.delete_expired(BATCH),
        "messages": lambda: ground.delete_old_messages(day_ago, BATCH),
        "limits": lambda: ground.delete_old_buckets(clock.unix(), BATCH),
        **{
            name: functools.partial(delete, now, BATCH)
            for feature in registry.features()
            for name, delete in feature.cleanup.items()
        },
    }
    removed: dict[str, int] = {}
    for name, delete_batch in tasks.items():
        removed[name] = 0
        with output.progress.status(f"Deleting {name}"):
            while count := delete_batch():
                removed[name] += count
    output.say("\n".join(f"{name}: {count} deleted" for name, count in removed.items()), **removed)


@click.command(epilog="Example: gatepost openapi > openapi.json")
@click.option("--everything", is_flag=True, help="Include operations disabled in the settings.")
def openapi(*, everything: bool) -> None:
    """Print the OpenAPI document of the API."""
    prepare()
    from gatepost.headless.openapi import document  # noqa: PLC0415

    click.echo(json.dumps(document(everything=everything), indent=1))
