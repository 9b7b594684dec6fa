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
        complaints.print(f"Error: {error}", style="red", markup=False)
        sys.exit(1)
