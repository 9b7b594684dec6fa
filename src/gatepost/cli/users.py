"""`gatepost users …`."""

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from gatepost.cli import migrate, prepare

console = Console()


@click.group()
def users() -> None:
    """Make, show, disable and delete users.

    Example: gatepost users create --superuser --email ann@example.org
    """
    prepare()
    migrate()


def _find(name: str) -> Any:
    from gatepost.accounts import account  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import text  # noqa: PLC0415

    for kind in ("email", "phone", "username"):
        canonical = text.canonical(kind, name)
        found = account.by_name(kind, canonical) if canonical else None
        if found is not None:
            return found
    raise click.ClickException(f"nobody is known by {name!r}; `gatepost doctor --repair` finds users made elsewhere")


@users.command(epilog="Example: gatepost users create --superuser --email ann@example.org")
@click.option("--email", help="Address; taken as proved.")
@click.option("--username", help="User name.")
@click.option("--superuser", is_flag=True, help="May do everything in the admin.")
@click.option("--password", help="Asked for if absent; visible to others on this machine if given here.")
@click.option(
    "--no-password", "service", is_flag=True, help="For a service, which comes with a key (`gatepost tokens`)."
)
def create(*, email: str | None, username: str | None, superuser: bool, password: str | None, service: bool) -> None:
    """Make a user."""
    from gatepost.accounts import identifiers, lifecycle  # noqa: PLC0415
    from gatepost.ground import audit, text  # noqa: PLC0415

    if not email and not username:
        email = click.prompt("Email")
    names = {kind: value for kind, value in (("email", email), ("username", username)) if value}
    for kind, value in names.items():
        if text.canonical(kind, value) is None:
            raise click.BadParameter(f"{value!r} is not valid", param_hint=f"--{kind}")
    account = lifecycle.build(names, lifecycle.unusable_hash())
    if not service:
        account.user.password = _hashed(password, account.user)
    if superuser:
        account.user.is_staff = account.user.is_superuser = True
    if not lifecycle.insert(account):
        raise click.ClickException("somebody has this address or name already; `gatepost users show` tells who")
    for row in account.all_of("email"):
        identifiers.confirm(row)
    audit.record("account_created", user_id=account.id, by="command")
    console.print(f"Made {account.user}. Log in at /admin/." if superuser else f"Made {account.user}.")


def _hashed(password: str | None, user: Any) -> str:
    from gatepost.methods.password import hashing, rules  # noqa: PLC0415

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if faults := rules.faults(password, user, "password"):
        raise click.ClickException(" ".join(str(fault.text) for fault in faults))
    return hashing.make(password)


@users.command(epilog="Example: gatepost users show ann@example.org")
@click.argument("name")
def show(name: str) -> None:
    """Show a user by address, number or name."""
    account = _find(name)
    table = Table("What", "Value", "Proved", title=str(account.user))
    for row in account.identifiers:
        table.add_row(row.kind + (" (primary)" if row.primary else ""), row.value, str(row.verified_at or "no"))
    table.add_row("id", str(account.id), "")
    table.add_row("active", "yes" if account.user.is_active else "no", "")
    console.print(table)


def _set_active(name: str, *, active: bool) -> None:
    from gatepost.accounts import lifecycle  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    account = _find(name)
    lifecycle.set_active(account.id, active=active)
    audit.record("account_enabled" if active else "account_disabled", user_id=account.id, by="command")


@users.command(epilog="Example: gatepost users disable ann@example.org")
@click.argument("name")
def disable(name: str) -> None:
    """Lock a user out, at once."""
    _set_active(name, active=False)
    console.print("Locked out; all sessions have ended. `gatepost users enable` lets the user in again.")


@users.command(epilog="Example: gatepost users enable ann@example.org")
@click.argument("name")
def enable(name: str) -> None:
    """Let a user in again."""
    _set_active(name, active=True)
    console.print("The user may log in again.")


@users.command("reset-factors", epilog="Example: gatepost users reset-factors ann@example.org --reason lost")
@click.argument("name")
@click.option(
    "--reason", type=click.Choice(["lost", "stolen", "replaced", "other"]), required=True, help="For the event."
)
def reset_factors(*, name: str, reason: Any) -> None:
    """Remove a user's second factors and end all sessions; the user gets a mail."""
    from gatepost.flow import support  # noqa: PLC0415

    removed = support.reset_factors(_find(name).user, by="command", reason=reason)
    if not removed:
        raise click.ClickException("this user has no second factor; nothing was done")
    console.print(f"Removed {removed}. The user logs in with the first factor alone, and was told by mail.")


@users.command(epilog="Example: gatepost users delete ann@example.org --yes")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
def delete(*, name: str, yes: bool) -> None:
    """Remove a user and all that hangs on it."""
    from gatepost.accounts import lifecycle  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    account = _find(name)
    if not yes:
        click.confirm(f"Delete {account.user} for good?", abort=True)
    lifecycle.delete(account.id)
    audit.record("account_deleted", user_id=account.id, by="command")
    console.print("Deleted.")
