"""`gatepost users …`: create, list, show, disable and delete accounts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare
from gatepost.ground.user_types import User

if TYPE_CHECKING:
    from gatepost.flow.support import Reason

PAGE = 200


@click.group()
def users() -> None:
    """Create, list, show, verify, unlock, disable and delete users.

    Example: gatepost users create --superuser --email ann@example.org
    """
    prepare()
    migrate()


def find(name: str) -> Any:
    """Find an account by email address, phone number or username, in this order.

    Raises:
        click.ClickException: There is no such account; the message says how to look further.
    """
    from gatepost.accounts import accounts  # noqa: PLC0415 - models exist once Django is set up

    found = accounts.by_names(("email", "phone", "username"), name)
    if found is not None:
        return found
    raise click.ClickException(
        f"no user has the email address, phone number or username {name!r}; `gatepost users list` lists all, and "
        "`gatepost doctor --repair` adopts users created by other code"
    )


def hashed(password: str | None, user: User) -> str:
    """Check and hash a new password; prompts for it if absent.

    Raises:
        click.ClickException: A password rule refused it; the message says why.
    """
    from gatepost.features.password import hashing, rules  # noqa: PLC0415

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if faults := rules.faults(password, user, "password"):
        raise click.ClickException(" ".join(str(fault.text) for fault in faults))
    return hashing.make(password)


@users.command(epilog="Example: gatepost users create --superuser --email ann@example.org")
@click.option("--email", help="Email address; counts as verified.")
@click.option("--username", help="Username.")
@click.option("--phone", help="Phone number with country code; counts as verified.")
@click.option("--superuser", is_flag=True, help="Grant all permissions, including the admin.")
@click.option("--password", help="Prompted for if absent; visible to others on this machine if given here.")
@click.option(
    "--no-password", "service", is_flag=True, help="For a service that authenticates with a key (`gatepost tokens`)."
)
def create(
    *,
    email: str | None,
    username: str | None,
    phone: str | None,
    superuser: bool,
    password: str | None,
    service: bool,
) -> None:
    """Create a user."""
    from gatepost.accounts import identifiers, lifecycle, new_names, taken  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    if not email and not username and not phone:
        email = click.prompt("Email", err=True)
    given = {"email": email, "username": username, "phone": phone}
    names = {kind: value for kind, value in given.items() if value}
    for fault in (*new_names.missing(names), *new_names.faults_of(names)):
        raise click.BadParameter(f"{names.get(str(fault.param), '')!r}: {fault.text}", param_hint=f"--{fault.param}")
    account = lifecycle.build(names, lifecycle.unusable_hash())
    if not service:
        account.user.password = hashed(password, account.user)
    if username and taken.reads_as_another_users(identifiers.new("username", username)):
        raise click.BadParameter(f"{username!r} is another user's address or number", param_hint="--username")
    if superuser:
        account.user.is_staff = account.user.is_superuser = True
    if not lifecycle.insert(account):
        raise click.ClickException("another user has this address or name; `gatepost users show` shows which one")
    for row in (*account.all_of("email"), *account.all_of("phone")):
        identifiers.confirm(row)
    audit.record("account_created", user_id=account.id, by="command")
    said = f"Created {account.user.get_username()}." + (" Log in at /admin/." if superuser else "")
    output.say(said, id=account.id, name=str(account.user.get_username()), superuser=superuser)


@users.command("list", epilog="Example: gatepost users list --unverified --json")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="Maximum number of users.")
@click.option("--after", help="Start after the user with this id.")
@click.option("--unverified", is_flag=True, help="Only users whose email address is unverified.")
@click.option("--adopted", is_flag=True, help="Only accounts not created by a sign-up.")
def listing(*, limit: int, after: str | None, unverified: bool, adopted: bool) -> None:
    """List users ordered by id."""
    headings = {
        "id": "Id", "name": "Name", "email": "Email", "verified": "Verified", "active": "Active", "staff": "Staff",
        "adopted": "Adopted", "last_login": "Last login",
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    for row in _rows(_id(after)):
        if (unverified and (row["verified"] or not row["email"])) or (adopted and not row["adopted"]):
            continue
        if len(rows) == limit:
            output.table(headings, rows)
            output.hint(f"More users follow: gatepost users list --after {rows[-1]['id']}")
            return
        rows.append(row)
    output.table(headings, rows, empty="No users match.")


def _id(given: str | None) -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    if given is None:
        return None
    try:
        return get_user_model()._meta.pk.to_python(given)  # noqa: SLF001 - Django's documented _meta
    except (ValidationError, ValueError):
        raise click.BadParameter("not a user id; `gatepost users list` shows the ids", param_hint="--after") from None


def _rows(after: object) -> Iterator[dict[str, Any]]:
    """The rows of the list, read page by page so that memory use is constant."""
    from gatepost.accounts import queries  # noqa: PLC0415

    while page := queries.page_of_users(after, PAGE):
        known: dict[Any, list[Any]] = {user.pk: [] for user in page}
        for row in queries.of_users(list(known)):
            known[row.user_id].append(row)
        yield from (_row(user, known[user.pk]) for user in page)
        after = page[-1].pk


def _row(user: User, rows: list[Any]) -> dict[str, Any]:
    email = next((row for row in rows if row.kind == "email" and row.primary), None)
    return {
        "id": user.pk,
        "name": user.get_username(),
        "email": email.value if email is not None else None,
        "verified": email is not None and email.verified_at is not None,
        "active": bool(user.is_active),
        "staff": bool(getattr(user, "is_staff", False)),
        "adopted": bool(rows and getattr(rows[0], "adopted", False)),
        "last_login": getattr(user, "last_login", None),
    }


@users.command(epilog="Example: gatepost users show ann@example.org")
@click.argument("name")
def show(name: str) -> None:
    """Show a user, found by email address, phone number or username."""
    account = find(name)
    rows = [
        {"what": row.kind, "value": row.value, "primary": row.primary, "verified_at": row.verified_at}
        for row in account.identifiers
    ]
    if output.wants_json():
        row = _row(account.user, list(account.identifiers))
        output.say("", **row, mail_language=account.language or None, identifiers=rows)
        return
    language = f", language of mails: {account.language}" if account.language else ""
    shown, active = account.user.get_username(), output.shown(bool(account.user.is_active))
    output.say(f"{shown}\nid {account.id}, active: {active}{language}\n")
    headings = {"what": "Kind", "value": "Value", "primary": "Primary", "verified_at": "Verified"}
    output.table(headings, rows, empty="The user has no address and no name.")


def _set_active(name: str, *, active: bool) -> None:
    from gatepost.accounts import lifecycle  # noqa: PLC0415
    from gatepost.errors import Refused  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    account = find(name)
    try:
        lifecycle.set_active(account.id, active=active)
    except Refused as refused:
        raise click.ClickException(str(refused.refusals[0].text)) from None
    audit.record("account_enabled" if active else "account_disabled", user_id=account.id, by="command")


@users.command(epilog="Example: gatepost users disable ann@example.org")
@click.argument("name")
def disable(name: str) -> None:
    """Disable a user and revoke all sessions; takes effect immediately."""
    _set_active(name, active=False)
    output.say("Disabled; all sessions were revoked. `gatepost users enable` reverses this.", active=False)


@users.command(epilog="Example: gatepost users enable ann@example.org")
@click.argument("name")
def enable(name: str) -> None:
    """Enable a disabled user."""
    _set_active(name, active=True)
    output.say("Enabled; the user can log in again.", active=True)


@users.command("reset-factors", epilog="Example: gatepost users reset-factors ann@example.org --reason lost")
@click.argument("name")
@click.option(
    "--reason", type=click.Choice(["lost", "stolen", "replaced", "other"]), required=True, help="For the audit log."
)
def reset_factors(*, name: str, reason: "Reason") -> None:
    """Remove a user's second factors and revoke all sessions; the user is notified by mail."""
    from gatepost.flow import support  # noqa: PLC0415

    removed = support.reset_factors(find(name).user, by="command", reason=reason)
    if not removed:
        raise click.ClickException("the user has no second factor; nothing was changed")
    output.say(
        f"Removed {removed}. The user can log in with the first factor alone, and was notified.", removed=removed
    )


@users.command(epilog="Example: gatepost users delete ann@example.org --yes")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
def delete(*, name: str, yes: bool) -> None:
    """Delete a user and all data that belongs to the user."""
    from gatepost.accounts import columns, lifecycle  # noqa: PLC0415
    from gatepost.errors import Refused  # noqa: PLC0415
    from gatepost.ground import audit  # noqa: PLC0415

    account = find(name)
    if not yes:
        click.confirm(f"Permanently delete {columns.display(account.user)}?", abort=True, err=True)
    try:
        lifecycle.delete(account.id)
    except Refused as refused:
        raise click.ClickException(str(refused.refusals[0].text)) from None
    audit.record("account_deleted", user_id=account.id, by="command")
    output.say("Deleted.", deleted=True, id=account.id)
