"""`gatepost keys signing …`."""

import click
from rich.console import Console
from rich.table import Column, Table

from gatepost.cli import migrate, prepare

console = Console()


@click.group()
def signing() -> None:
    """Make, show, rotate and revoke the keys that sign access tokens.

    Example: gatepost keys signing rotate
    """
    prepare()
    migrate()


@signing.command("list", epilog="Example: gatepost keys signing list")
def listing() -> None:
    """Show the keys, newest first, by id; never a key."""
    from gatepost import conf  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.tokens import key_queries  # noqa: PLC0415
    from gatepost.tokens.settings import TokensSettings  # noqa: PLC0415

    table = Table(
        Column("Id", no_wrap=True), "Algorithm", Column("State", no_wrap=True), "Made", "Signed from", "Until"
    )
    rows = key_queries.every()
    for row in rows:
        ended = row.revoked_at or row.retired_at
        times = [f"{moment:%F %T}" if moment else "" for moment in (row.created_at, row.activated_at, ended)]
        table.add_row(row.kid, row.algorithm, row.state, *times)
    console.print(table)
    wanted = conf.read(TokensSettings).algorithm
    if any(row.state == "active" and row.algorithm != wanted for row in rows):
        console.print(f"The settings ask for {wanted}: run `gatepost keys signing rotate`.", style="yellow")


@signing.command(epilog="Example: gatepost keys signing make")
def make() -> None:
    """Make the next key, if there is none; it is published before it signs."""
    from gatepost.tokens import signing_keys  # noqa: PLC0415

    row = signing_keys.make()
    if row is None:
        raise click.ClickException("there is a next key already; `gatepost keys signing rotate` uses it")
    console.print(f"Made {row.kid}. It signs after `gatepost keys signing rotate`.")


@signing.command(epilog="Example: gatepost keys signing rotate")
def rotate() -> None:
    """Let the next key sign; what the present one signed stays good until it expires."""
    from gatepost.tokens import signing_keys  # noqa: PLC0415

    if not signing_keys.rotate():
        raise click.ClickException("somebody else rotated at the same moment")
    console.print("Rotated. Servers take the new key within 5 seconds; nobody is signed out.")


@signing.command(epilog="Example: gatepost keys signing retire 0f1e2d3c4b5a6978")
@click.argument("kid")
def retire(kid: str) -> None:
    """Let a key sign no more; what it signed stays good until it expires."""
    from gatepost.tokens import signing_keys  # noqa: PLC0415

    if not signing_keys.retire(kid):
        raise click.ClickException(f"no key {kid} signs or will sign")
    console.print("Retired.")


@signing.command(epilog="Example: gatepost keys signing revoke 0f1e2d3c4b5a6978")
@click.argument("kid")
def revoke(kid: str) -> None:
    """Let a key verify nothing any more, for one that somebody else may have."""
    from gatepost.tokens import signing_keys  # noqa: PLC0415

    if not signing_keys.revoke(kid):
        raise click.ClickException(f"there is no living key {kid}")
    console.print("Revoked. Servers refuse it within 5 seconds; clients renew their access tokens.")
    console.print(
        "Services that verify by the JWKS go on for as long as they keep it (max-age one hour): restart them.",
        style="yellow",
    )
