"""`gatepost keys …`."""

import os
from pathlib import Path

import click
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console
from rich.progress import track
from rich.table import Table

from gatepost.cli import migrate, prepare
from gatepost.ground import keyring

console = Console()


@click.group()
def keys() -> None:
    """Make, show and rotate the keys that digest and seal.

    Example: gatepost keys generate
    """


@keys.command(epilog='Example: export GATEPOST_KEYS="$(gatepost keys generate)"')
def generate() -> None:
    """Print a new key."""
    click.echo(keyring.generate())


@keys.command(epilog="Example: gatepost keys status")
def status() -> None:
    """Show the ring, by id; never a key."""
    prepare()
    table = Table("Id", "Use")
    for position, (name, _) in enumerate(keyring.ring()):
        table.add_row(name, "digests and seals" if position == 0 else "recognises and opens")
    console.print(table)


@keys.command(epilog="Example: gatepost keys rotate")
def rotate() -> None:
    """Put a new key before the others, in the development server's file; for production print what to set."""
    from gatepost.cli import environment  # noqa: PLC0415 - the command's own business

    found = environment.read()
    file: Path = found.home / "keys"
    new = keyring.generate()
    if os.environ.get("GATEPOST_KEYS") or not file.is_file():
        click.echo("\n".join((new, *os.environ.get("GATEPOST_KEYS", "").split())))
        console.print("Set GATEPOST_KEYS to these lines, restart, then run `gatepost keys reencrypt`.", style="yellow")
        return
    draft = file.with_suffix(".new")
    draft.touch(mode=environment.PRIVATE_FILE)
    draft.write_text(f"{new}\n{file.read_text()}")
    draft.replace(file)
    console.print("Rotated. Restart the server, then run `gatepost keys reencrypt`.")


@keys.command(epilog="Example: gatepost keys reencrypt")
def reencrypt() -> None:
    """Seal with the first key what an older one sealed; may be interrupted and started again."""
    prepare()
    migrate()
    from gatepost.ground import queries  # noqa: PLC0415 - models exist once Django is set up

    first = keyring.ring()[0][0]
    rows = [row for row in queries.sealed_messages() if row.sealed.split(".")[1] != first]
    for row in track(rows, description="Sealing", console=console):
        try:
            data = keyring.unseal("outbox", row.sealed, row.id.hex)
        except keyring.KeyringError:
            raise ImproperlyConfigured(f"message {row.id} was sealed by a key that is not in the ring") from None
        queries.reseal(row.id, row.sealed, keyring.seal("outbox", data, row.id.hex))
    console.print(f"Sealed {len(rows)} rows anew. Sessions and mailed codes follow as they are renewed.")
