"""`gatepost worker`, `cleanup`, `partition-events` and `openapi`."""

import json
import signal
import threading

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare


@click.command(epilog="Example: gatepost worker")
@click.option("--once", is_flag=True, help="Send what is due, then exit.")
def worker(*, once: bool) -> None:
    """Send mail and SMS, pick up names changed by the project, and delete expired data, until stopped.

    Any number of workers may run.
    """
    prepare()
    migrate()
    from gatepost.cli.working import Work  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import outbox  # noqa: PLC0415

    if once:
        sent = outbox.deliver_due()
        output.say(f"Sent {sent}.", sent=sent)
        return
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    output.hint("Sending. Ctrl-C or SIGTERM stops the worker after the current message.")
    work = Work()
    while not stop.is_set():
        stop.wait(work.round())
    output.say("Stopped.", sent=work.sent)


@click.command(epilog="Example: gatepost cleanup")
def cleanup() -> None:
    """Delete expired data, 1,000 rows at a time; safe to interrupt and rerun."""
    prepare()
    migrate()
    from gatepost.cli import retention  # noqa: PLC0415 - models exist once Django is set up

    removed: dict[str, int] = {}
    with output.progress.status("Deleting") as status:
        for name, count in retention.batches():
            removed[name] = removed.get(name, 0) + count
            status.update(f"Deleting {name}: {removed[name]:,}")
    output.say("\n".join(f"{name}: {count} deleted" for name, count in removed.items()), **removed)


@click.command(epilog="Example: gatepost partition-events")
def partition_events() -> None:
    """Partition the table of events by month (PostgreSQL), so that old months are dropped instead of deleted by row.

    Requests that write an event wait while the database reads the table once. From then on `gatepost worker` and
    `gatepost cleanup` add the coming months and drop old ones.
    """
    prepare()
    migrate()
    from gatepost.ground import clock, database  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import event_partition_queries as partitions  # noqa: PLC0415

    if not partitions.possible():
        raise click.ClickException(f"{database.version()} can't do this; gatepost deletes events by row there.")
    if partitions.is_partitioned():
        output.say("The table of events is partitioned already.", partitioned=True)
        return
    try:
        with output.progress.status("Partitioning; requests that write an event wait"):
            partitions.partition(clock.now())
    except database.Error as error:
        raise click.ClickException(f"Nothing was changed: {error}") from None
    output.say("Events are partitioned by month now.", partitioned=True)
    output.hint("Keep gatepost worker running, or run gatepost cleanup daily: it adds the coming months.")


@click.command(epilog="Example: gatepost openapi > openapi.json")
@click.option("--everything", is_flag=True, help="Include operations disabled in the settings.")
def openapi(*, everything: bool) -> None:
    """Print the OpenAPI document of the API."""
    prepare()
    from gatepost.headless.openapi import document  # noqa: PLC0415

    click.echo(json.dumps(document(everything=everything), indent=1))
