"""What commands do first: set up Django, apply migrations."""

import os

import click
from django.core.exceptions import ImproperlyConfigured


def prepare() -> None:
    """Set up Django, with the standalone server's settings unless `DJANGO_SETTINGS_MODULE` names others.

    Raises:
        click.ClickException: A setting is invalid; the message names it.
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
    """Apply pending migrations, so that every command works on a fresh or upgraded database."""
    from gatepost.ground import database  # noqa: PLC0415 - needs Django to be set up

    database.migrate()
