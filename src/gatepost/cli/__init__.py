"""The `gatepost` command; in an embedded project, `manage.py gatepost` runs the same code."""

import sys

import click
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console

from gatepost import __version__
from gatepost.cli import (
    clients,
    doctor,
    explain,
    init,
    keys,
    mails,
    maintenance,
    migrate_from,
    output,
    reference,
    references,
    serve,
    sessions,
    tokens,
    user_access,
    user_export,
    user_import,
    users,
)

complaints = Console(stderr=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def gatepost() -> None:
    """Authentication for Django.

    Example: gatepost serve
    """


for command in (
    init.init,
    serve.serve,
    users.users,
    sessions.sessions,
    tokens.tokens,
    keys.keys,
    clients.clients,
    maintenance.worker,
    maintenance.cleanup,
    maintenance.partition_events,
    doctor.doctor,
    explain.explain,
    migrate_from.migrate_from,
    maintenance.openapi,
    reference.settings,
    reference.providers,
    references.reference,
    mails.mails,
):
    gatepost.add_command(command)
for command in (
    user_access.verify,
    user_access.set_password,
    user_access.unlock,
    user_import.import_users,
    user_export.export_users,
):
    users.users.add_command(command)
output.add_json(gatepost)


def main(arguments: list[str] | None = None, *, alone: bool = True) -> None:
    """Run a command; on failure it prints one sentence and exits with status 1.

    Args:
        arguments: Command line arguments; `sys.argv` if absent.
        alone: Exit the process when done; if False, failures are raised as click exceptions.
    """
    try:
        gatepost.main(args=arguments, prog_name="gatepost", standalone_mode=alone)
    except ImproperlyConfigured as error:
        _fail(str(error))
    except _unreachable() as error:
        message = f"The database can't be used: {str(error).strip()}"
        if not alone:
            raise click.ClickException(message) from error
        _fail(f"{message}\nCheck that it runs and has room, and that its address is right.")


def _unreachable() -> tuple[type[Exception], ...]:
    """What Django raises without a connection; imported for a failure only, since it takes a while."""
    from gatepost.ground import database  # noqa: PLC0415

    return (database.Unavailable,)


def _fail(message: str) -> None:
    complaints.print(f"Error: {message}", style="red", markup=False)
    sys.exit(1)
