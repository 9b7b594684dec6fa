"""`gatepost tokens …`: keys for scripts and services, and the tokens that logins issued."""

from datetime import timedelta

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare
from gatepost.cli.users import find

HEADINGS = {
    "number": "Number", "kind": "Kind", "name": "Name", "hint": "Begins with", "scope": "Scope", "created_at": "Since",
    "expires_at": "Until", "last_used_at": "Last used",
}  # fmt: skip


@click.group()
def tokens() -> None:
    """Create, list and revoke keys for scripts and services, and tokens issued by logins.

    Example: gatepost tokens create ci@example.org --name deploy --days 30
    """
    prepare()
    migrate()


@tokens.command(epilog='Example: gatepost tokens create ci@example.org --name deploy --scope "read write" --days 30')
@click.argument("user")
@click.option("--name", required=True, help="A name to recognize the key by.")
@click.option("--scope", default="", help="Space-separated scopes.")
@click.option("--days", type=click.IntRange(1), help="Days until it expires; never if absent.")
def create(*, user: str, name: str, scope: str, days: int | None) -> None:
    """Create a key and print it; it cannot be shown again. Only the key goes to standard output."""
    from gatepost import conf  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import audit, clock  # noqa: PLC0415
    from gatepost.tokens import opaque  # noqa: PLC0415
    from gatepost.tokens.settings import TokensSettings  # noqa: PLC0415

    declared = conf.read(TokensSettings).scopes
    if unknown := set(scope.split()) - set(declared):
        raise click.ClickException(f"not in tokens.scopes: {', '.join(sorted(unknown))}")
    account = find(user)
    expires_at = clock.now() + timedelta(days=days) if days else None
    scope = " ".join(sorted(set(scope.split())))
    key, row = opaque.make(account.id, name=name[:100], scope=scope, expires_at=expires_at)
    audit.record("key_created", user_id=account.id, key=row.number, by="command")
    output.say(key, key=key, number=row.number, name=row.name, scope=row.scope, expires_at=row.expires_at)
    output.hint("Store it now: it cannot be shown again. Send it as `Authorization: Bearer <key>`.")


@tokens.command("list", epilog="Example: gatepost tokens list ci@example.org")
@click.argument("user")
def listing(user: str) -> None:
    """List the active keys of a user and the tokens issued by logins."""
    from gatepost.ground import clock  # noqa: PLC0415
    from gatepost.sessions.queries import MOST_LISTED  # noqa: PLC0415
    from gatepost.tokens import opaque_queries  # noqa: PLC0415

    rows = [
        {name: getattr(row, name) for name in HEADINGS} for row in opaque_queries.of_user(find(user).id, clock.now())
    ]
    if len(rows) == MOST_LISTED:
        output.hint(f"Listed are the {len(rows)} newest; `gatepost tokens revoke {user} --all` revokes every one.")
    output.table(HEADINGS, rows, empty="The user has no keys and no tokens.")


@tokens.command(epilog="Example: gatepost tokens revoke ci@example.org --all")
@click.argument("user")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Revoke every key of the user.")
def revoke(*, user: str, numbers: tuple[int, ...], everything: bool) -> None:
    """Revoke keys of a user by number, or all of them; takes effect immediately."""
    from gatepost.ground import audit  # noqa: PLC0415
    from gatepost.tokens import opaque_queries  # noqa: PLC0415

    if not numbers and not everything:
        raise click.UsageError("give numbers (see `gatepost tokens list`) or --all")
    account = find(user)
    ended = opaque_queries.delete(account.id) if everything else opaque_queries.delete(account.id, number__in=numbers)
    audit.record("keys_ended", user_id=account.id, count=ended, by="command")
    if not everything and ended != len(set(numbers)):
        raise click.ClickException(
            f"revoked {ended}; the user has no keys with the other numbers; see `gatepost tokens list`"
        )
    output.say(f"Revoked {ended}.", ended=ended)
