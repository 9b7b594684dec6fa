"""`gatepost sessions …`."""

import click
from rich.console import Console
from rich.table import Table

from gatepost.cli import migrate, prepare
from gatepost.cli.users import _find

console = Console()


@click.group()
def sessions() -> None:
    """List and end sessions.

    Example: gatepost sessions list ann@example.org
    """
    prepare()
    migrate()


@sessions.command("list", epilog="Example: gatepost sessions list ann@example.org")
@click.argument("name")
def listing(name: str) -> None:
    """Where a user is logged in."""
    from gatepost.ground import clock, user_agents  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.sessions import queries  # noqa: PLC0415

    table = Table("Number", "Client", "Address", "Browser or app", "Since", "Last seen")
    for row in queries.of_user(_find(name).id, clock.now()):
        table.add_row(
            str(row.number),
            row.client,
            row.ip,
            user_agents.label(row.user_agent) or row.user_agent,
            f"{row.created_at:%F %T}",
            f"{row.last_seen_at:%F %T}",
        )
    console.print(table)


@sessions.command(epilog="Example: gatepost sessions revoke ann@example.org --all")
@click.argument("name")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every session of the user.")
def revoke(*, name: str, numbers: tuple[int, ...], everything: bool) -> None:
    """End sessions of a user, by number or all."""
    from gatepost.ground import audit  # noqa: PLC0415
    from gatepost.sessions import issue, queries  # noqa: PLC0415

    if not numbers and not everything:
        raise click.UsageError("give numbers (see `gatepost sessions list`) or --all")
    account = _find(name)
    ended = issue.end_all(account.id) if everything else queries.delete_numbers(account.id, numbers)
    audit.record("sessions_ended", user_id=account.id, count=ended, by="command")
    if not everything and ended != len(set(numbers)):
        raise click.ClickException(f"ended {ended}; the other numbers are no sessions of this user")
    console.print(f"Ended {ended}.")
