"""`gatepost sessions …`: where a user is logged in."""

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare
from gatepost.cli.users import find

HEADINGS = {
    "number": "Number", "client": "Client", "ip": "Address", "device": "Browser or app", "created_at": "Since",
    "last_seen_at": "Last seen",
}  # fmt: skip


@click.group()
def sessions() -> None:
    """List and revoke sessions.

    Example: gatepost sessions list ann@example.org
    """
    prepare()
    migrate()


@sessions.command("list", epilog="Example: gatepost sessions list ann@example.org")
@click.argument("name")
def listing(name: str) -> None:
    """List the sessions of a user."""
    from gatepost.ground import clock, user_agents  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.sessions import queries  # noqa: PLC0415

    rows = [
        {
            "number": row.number,
            "client": row.client,
            "ip": row.ip,
            "device": user_agents.label(row.user_agent) or row.user_agent,
            "user_agent": row.user_agent,
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
        }
        for row in queries.of_user(find(name).id, clock.now())
    ]
    if len(rows) == queries.MOST_LISTED:
        output.hint(f"Listed are the {len(rows)} last used; `gatepost sessions revoke {name} --all` revokes every one.")
    output.table(HEADINGS, rows, empty="The user has no sessions.")


@sessions.command(epilog="Example: gatepost sessions revoke ann@example.org --all")
@click.argument("name")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Revoke every session, token and key of the user.")
def revoke(*, name: str, numbers: tuple[int, ...], everything: bool) -> None:
    """Revoke sessions of a user by number, or log the user out everywhere."""
    from gatepost.flow import everywhere  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415
    from gatepost.sessions import closing  # noqa: PLC0415

    if not numbers and not everything:
        raise click.UsageError("give numbers (see `gatepost sessions list`) or --all")
    account = find(name)
    if everything:
        ended = everywhere.revoke(account.id, by="command")
        said = f"Revoked {ended} sessions, and all tokens, keys, trusted browsers and pending logins."
        output.say(said, ended=ended, everywhere=True)
        return
    ended = closing.end_numbers(account.id, numbers)
    audit.record("sessions_ended", user_id=account.id, count=ended, by="command")
    if ended != len(set(numbers)):
        raise click.ClickException(
            f"revoked {ended}; the user has no sessions with the other numbers; see `gatepost sessions list`"
        )
    output.say(f"Revoked {ended}.", ended=ended)
