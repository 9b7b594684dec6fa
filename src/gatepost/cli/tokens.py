"""`gatepost tokens …`."""

from datetime import timedelta

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gatepost.cli import migrate, prepare
from gatepost.cli.users import _find

console = Console()


@click.group()
def tokens() -> None:
    """Make, list and revoke keys for scripts and services, and the tokens of logins.

    Example: gatepost tokens create ci@example.org --name deploy --days 30
    """
    prepare()
    migrate()


@tokens.command(epilog='Example: gatepost tokens create ci@example.org --name deploy --scope "read write" --days 30')
@click.argument("user")
@click.option("--name", required=True, help="By which it will be known.")
@click.option("--scope", default="", help="Names of scopes, with blanks between them.")
@click.option("--days", type=click.IntRange(1), help="Its life; without end if absent.")
def create(*, user: str, name: str, scope: str, days: int | None) -> None:
    """Make a key and print it, this once; the key alone goes to standard output."""
    from gatepost import conf  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import audit, clock  # noqa: PLC0415
    from gatepost.tokens import opaque  # noqa: PLC0415
    from gatepost.tokens.settings import TokensSettings  # noqa: PLC0415

    declared = conf.read(TokensSettings).scopes
    if unknown := set(scope.split()) - set(declared):
        raise click.ClickException(f"not in tokens.scopes: {', '.join(sorted(unknown))}")
    account = _find(user)
    expires_at = clock.now() + timedelta(days=days) if days else None
    scope = " ".join(sorted(set(scope.split())))
    key, row = opaque.make(account.id, name=name[:100], scope=scope, expires_at=expires_at)
    audit.record("key_created", user_id=account.id, key=row.number, by="command")
    click.echo(key)
    click.echo("Keep it: it is not shown again. Send it as `Authorization: Bearer <key>`.", err=True)


@tokens.command("list", epilog="Example: gatepost tokens list ci@example.org")
@click.argument("user")
def listing(user: str) -> None:
    """The living keys of a user, and the tokens of logins."""
    from gatepost.ground import clock  # noqa: PLC0415
    from gatepost.tokens import queries  # noqa: PLC0415

    table = Table("Number", "Kind", "Name", "Begins with", "Scope", "Since", "Until", "Last used")
    for row in queries.of_user(_find(user).id, clock.now()):
        until = f"{row.expires_at:%F %T}" if row.expires_at else "without end"
        used = f"{row.last_used_at:%F %T}" if row.last_used_at else "never"
        table.add_row(str(row.number), row.kind, row.name, row.hint, row.scope, f"{row.created_at:%F %T}", until, used)
    console.print(table)


@tokens.command(epilog="Example: gatepost tokens revoke ci@example.org --all")
@click.argument("user")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every key of the user.")
def revoke(*, user: str, numbers: tuple[int, ...], everything: bool) -> None:
    """End keys of a user, at once, by number or all."""
    from gatepost.ground import audit  # noqa: PLC0415
    from gatepost.tokens import queries  # noqa: PLC0415

    if not numbers and not everything:
        raise click.UsageError("give numbers (see `gatepost tokens list`) or --all")
    account = _find(user)
    ended = queries.delete(account.id) if everything else queries.delete(account.id, number__in=numbers)
    audit.record("keys_ended", user_id=account.id, count=ended, by="command")
    if not everything and ended != len(set(numbers)):
        raise click.ClickException(f"ended {ended}; the other numbers are no keys of this user")
    console.print(f"Ended {ended}.")


@tokens.command("import-authtoken", epilog="Example: gatepost tokens import-authtoken")
@click.option(
    "--table", default="authtoken_token", show_default=True, help="Of REST framework's form, in our database."
)
def import_authtoken(*, table: str) -> None:
    """Let the tokens that REST framework's own app has made go on working, hashed.

    May be interrupted and begun again. Drop the old table afterwards: it holds the tokens in clear.
    """
    from gatepost.dialects.authtoken import importing, queries  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    if not queries.has_table(table):
        raise click.ClickException(f"the database has no table {table}")
    read, new = 0, 0
    with Progress(console=console) as progress:
        task = progress.add_task("Tokens", total=queries.count(table))
        for rows, taken in importing.take_over(table):
            read, new = read + rows, new + taken
            progress.update(task, completed=read)
    audit.record("tokens_imported", count=new, by="command")
    console.print(f"Read {read}, new {new}. The table {table} still holds them in clear: drop it when all is well.")
