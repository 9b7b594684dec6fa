"""`gatepost serve`."""

import ipaddress
import os
from pathlib import Path

import click
from rich.console import Console

from gatepost.cli import migrate, prepare

console = Console()


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@click.command(epilog="Example: gatepost serve --port 9000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
@click.option("--database", help="URL of the database; DATABASE_URL otherwise.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A gatepost.toml.")
@click.option("--production", is_flag=True, help="Refuse to start until everything is configured.")
def serve(*, host: str, port: int, workers: int, database: str | None, config: Path | None, production: bool) -> None:
    """Run the server.

    Without configuration it is in development mode: SQLite and keys in ./.gatepost/, an inbox instead of
    mails, and loopback only.
    """
    if database:
        os.environ["DATABASE_URL"] = database
    config = config or (Path("gatepost.toml") if Path("gatepost.toml").is_file() else None)
    if config is not None:
        os.environ["GATEPOST_CONFIG"] = str(config.resolve())
    if production:
        os.environ["GATEPOST_PRODUCTION"] = "1"
    elif not _loopback(host):
        raise click.ClickException(
            f"development mode listens on loopback only, not on {host}; use --production, which says what it needs"
        )
    os.environ.setdefault("GATEPOST_PUBLIC_URL", "" if production else _address(host, port))
    prepare()
    _check()
    migrate()
    _announce(host, port, production=production)
    _run(host, port, workers)


def _check() -> None:
    """Stop before anything is written if the settings are not right."""
    from django.core.checks import run_checks  # noqa: PLC0415 - needs Django to be set up

    faults = [message for message in run_checks(tags=["gatepost"]) if message.is_serious()]
    if faults:
        raise click.ClickException("\n".join(str(message.msg) for message in faults))


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds it: by name, since passkeys belong to names and not to numbers."""
    return f"http://{'localhost' if _loopback(host) else host}:{port}"


def _announce(host: str, port: int, *, production: bool) -> None:
    address = _address(host, port)
    if production:
        console.print(f"gatepost listens on {address}", highlight=False, soft_wrap=True)
        return
    lines = [
        f"Try it     {address}/",
        f"API        {address}/_allauth/openapi.html",
        f"Inbox      {address}/dev/inbox",
        f"Admin      {address}/admin/   (user: gatepost users create --superuser)",
    ]
    console.rule("gatepost, DEVELOPMENT MODE: not for the public", style="yellow")
    console.print("\n".join(lines), highlight=False)
    console.rule(style="yellow")


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian  # noqa: PLC0415 - only this command needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "gatepost.server.wsgi:application",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        blocking_threads=16,
        websockets=False,
        log_access=False,
        workers_kill_timeout=30,
    ).serve()
