"""The `gatepost` command; in an embedded project the same as `manage.py gatepost`."""

import os
import sys

import click
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console

from gatepost import __version__

complaints = Console(stderr=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def gatepost() -> None:
    """Authentication for Django.

    Example: gatepost serve
    """


def _gather() -> None:
    from gatepost.cli import keys, maintenance, reference, serve, sessions, tokens, users  # noqa: PLC0415 - they import this module

    for command in (
        serve.serve,
        users.users,
        sessions.sessions,
        tokens.tokens,
        keys.keys,
        maintenance.worker,
        maintenance.cleanup,
        maintenance.doctor,
        maintenance.openapi,
        reference.settings,
        reference.providers,
    ):
        gatepost.add_command(command)


def prepare() -> None:
    """Set Django up, with the standalone server's settings unless the environment names others.

    Raises:
        click.ClickException: The settings are not right; says which.
    """
    import django  # noqa: PLC0415 - after the options have set the environment
    from django.apps import apps  # noqa: PLC0415

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.server.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from None


def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up

    call_command("migrate", verbosity=0, interactive=False)


def main(arguments: list[str] | None = None, *, alone: bool = True) -> None:
    """Run a command; exits 1 with a sentence on failure.

    Args:
        arguments: Words of the command line; those of the process if absent.
        alone: Whether the process ends with it; else what goes wrong is an exception of click's.
    """
    _gather()
    try:
        gatepost.main(args=arguments, prog_name="gatepost", standalone_mode=alone)
    except ImproperlyConfigured as error:
        complaints.print(f"Error: {error}", style="red", markup=False)
        sys.exit(1)
