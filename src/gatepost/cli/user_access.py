"""`gatepost users verify`, `set-password` and `unlock`: support for a user who cannot log in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.progress import Progress

from gatepost.cli import output
from gatepost.cli.users import find, hashed

if TYPE_CHECKING:
    from gatepost.accounts.accounts import Account


if TYPE_CHECKING:
    from gatepost.accounts.models import Identifier


@click.command("set-password", epilog="Example: gatepost users set-password ann@example.org")
@click.argument("name")
@click.option("--password", help="Prompted for if absent; visible to others on this machine if given here.")
def set_password(*, name: str, password: str | None) -> None:
    """Set a user's password and revoke all sessions and tokens; the user is notified by mail."""
    from gatepost.flow import support  # noqa: PLC0415

    account = find(name)
    if not support.set_password(account.user, hashed(password, account.user), by="command"):
        raise click.ClickException("the password was changed by another request at the same moment; try again")
    output.say("Password set. All sessions and tokens were revoked, and the user was notified by mail.", id=account.id)


@click.command(epilog="Example: gatepost users unlock ann@example.org")
@click.argument("name")
def unlock(name: str) -> None:
    """Reset a user's failed attempts, so that rate limits no longer refuse logins."""
    from gatepost.flow import support  # noqa: PLC0415

    account = find(name)
    support.unlock(account, by="command")
    said = "Unlocked: failed attempts were reset."
    if not account.user.is_active:
        said += " The user is disabled; run `gatepost users enable` too."
    output.say(said, id=account.id, active=bool(account.user.is_active))


@click.command(epilog="Example: gatepost users verify ann@example.org +4915112345678")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--adopted", is_flag=True, help="Verify the primary addresses of all accounts not created by a sign-up.")
def verify(*, names: tuple[str, ...], adopted: bool) -> None:
    """Mark addresses as verified; only do this for addresses that you know belong to the users.

    NAME is an email address, a phone number, or a username, which stands for the user's primary address.
    """
    if bool(names) == adopted:
        raise click.UsageError("give names, or --adopted for all accounts not created by a sign-up")
    result = {"verified": 0, "already": 0, "refused": 0}
    for outcome, name in _adopted() if adopted else _named(names):
        result[outcome] += 1
        if outcome == "refused":
            output.hint(f"Not verified: {name}. It belongs to another user; see `gatepost users show`.")
    output.say(f"Verified {result['verified']}; {result['already']} were already verified.", **result)
    if result["refused"]:
        raise click.ClickException(f"{result['refused']} could not be verified: the address belongs to another user")


def _named(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    accounts = [(name, find(name)) for name in names]  # fail on an unknown name before anything is written
    rows = [(name, _identifier(account, name)) for name, account in accounts]
    for name, row in rows:
        yield _verify(row), name


def _identifier(account: "Account", name: str) -> Any:
    row = account.called("email", name) or account.called("phone", name) or account.primary("email")
    row = row or account.primary("phone")
    if row is None:
        raise click.ClickException(f"{name!r} has no address or number to verify")
    return row


def _adopted() -> Iterator[tuple[str, str]]:
    from gatepost.accounts import queries, survey  # noqa: PLC0415

    with Progress(console=output.progress, transient=True) as bar:
        task = bar.add_task("Users", total=queries.users().count())
        for page in survey.pages():
            for row in queries.of_users([user.pk for user in page]):
                if row.kind == "email" and row.primary and getattr(row, "adopted", False):
                    # Of two users who share an address only one holds the claim to it, and logs in with it.
                    outcome = _verify(row) if row.claim is not None else "refused"
                    yield outcome, f"the address of the user with id {row.user_id}"
            bar.advance(task, len(page))


def _verify(row: "Identifier") -> str:
    from gatepost.flow import support  # noqa: PLC0415

    if row.verified_at is not None:
        return "already"
    return "verified" if support.verify(row, by="command") else "refused"
