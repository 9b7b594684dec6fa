"""`gatepost serve`: the standalone server, on granian."""

import logging
import os
from pathlib import Path

import click

from gatepost.cli import output, ports
from gatepost.cli.startup import migrate, prepare
from gatepost.deployment import draining, environment
from gatepost.ground.targets import is_loopback

THREADS = 16
POOLED = 8
SPARE = 3
"""Connections left to commands, such as the worker."""


@click.command(epilog="Example: gatepost serve --port 9000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Number of worker processes.")
@click.option(
    "--connections",
    type=click.IntRange(0),
    default=POOLED,
    show_default=True,
    envvar=environment.CONNECTIONS_VARIABLE,
    help="Size of each process's pool of connections to PostgreSQL; 0 for one per thread.",
)
@click.option("--database", help="Database URL; overrides DATABASE_URL.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Path of a gatepost.toml.")
@click.option("--production", is_flag=True, help="Refuse to start until everything production needs is configured.")
def serve(
    *,
    host: str,
    port: int,
    workers: int,
    connections: int,
    database: str | None,
    config: Path | None,
    production: bool,
) -> None:
    """Run the server.

    Without configuration it runs in development mode: SQLite and keys in ./.gatepost/, an inbox page instead
    of real mail, and loopback only.
    """
    os.environ[environment.CONNECTIONS_VARIABLE] = str(connections)
    if database:
        os.environ["DATABASE_URL"] = database
    if config is not None:
        os.environ["GATEPOST_CONFIG"] = str(config.resolve())
    if production:
        os.environ["GATEPOST_PRODUCTION"] = "1"
    elif not is_loopback(host):
        raise click.ClickException(
            f"development mode listens on loopback only, not on {host}; use --production, which reports what it needs"
        )
    if not production and not environment.read().public_url:
        os.environ["GATEPOST_PUBLIC_URL"] = _address(host, port)
    address = ports.resolve(host)
    with ports.claimed(address, port):
        prepare()
        _check()
        migrate()
        _prepare_database(workers)
        _announce(host, port, production=production)
        _run(address, port, workers)


def _check() -> None:
    """Exit before anything is written if a setting is invalid."""
    from django.core.checks import run_checks  # noqa: PLC0415 - needs Django to be set up

    faults = [message for message in run_checks(tags=["gatepost"]) if message.is_serious()]
    if faults:
        raise click.ClickException("\n".join(str(message.msg) for message in faults))


def _prepare_database(workers: int) -> None:
    """Say if the workers may open more connections than are allowed; then close those of this process."""
    from gatepost.ground import database  # noqa: PLC0415 - needs Django to be set up

    allowed = database.allowed_connections()
    each = environment.pool_size() or THREADS
    if allowed is not None and workers * each > allowed - SPARE:
        fewer = max((allowed - SPARE) // workers, 1)
        output.hint(
            f"{workers} processes with {each} connections each may open {workers * each}, but the database allows"
            f" {allowed}: raise its max_connections, or start fewer --workers or, on PostgreSQL, --connections {fewer}."
        )
    database.disconnect()


def _address(host: str, port: int) -> str:
    """The URL for a browser on this machine: with a host name, because passkeys cannot be bound to IP addresses."""
    name = "localhost" if is_loopback(host) else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def _announce(host: str, port: int, *, production: bool) -> None:
    address = _address(host, port)
    if output.wants_json():
        output.say("", address=address, production=production)
        return
    if production:
        output.say(f"gatepost is listening on {address}")
        return
    title = " gatepost, DEVELOPMENT MODE: do not expose "
    lines = [
        f"{title:-^80}",
        f"Try it     {address}/",
        f"API        {address}/_allauth/openapi.html",
        f"Inbox      {address}/dev/inbox",
        f"Doctor     {address}/dev/doctor   (does a login from another origin work?)",
        f"Admin      {address}/admin/   (user: gatepost users create --superuser)",
        "-" * 80,
    ]
    output.say("\n".join(lines))


def _is_thread_warning(record: logging.LogRecord) -> bool:
    """Match granian's warning about more threads than processors; ours mostly wait for hashes or the database."""
    return record.getMessage().startswith("Configuration allows spawning up to")


def _run(address: str, port: int, workers: int) -> None:
    from granian import Granian  # noqa: PLC0415 - only this command needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    logging.getLogger("_granian").addFilter(lambda record: not _is_thread_warning(record))
    server = Granian(
        "gatepost.server.wsgi:application",
        address=address,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        workers_kill_timeout=30,
        # One that the system killed, as for want of memory, would otherwise end all others.
        respawn_failed_workers=True,
    )
    server.on_startup(draining.prepare)
    server.serve(target_loader=draining.load)
