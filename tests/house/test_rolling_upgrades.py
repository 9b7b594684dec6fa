"""Migrations that processes of the version before can live with, so that servers are upgraded one after another."""

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

SINCE = "0025"
"""The first that promised it; earlier versions stopped all processes for an upgrade."""
BREAKING = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel)
CONTRACTS = {}
"""Migrations that remove something, by name, and the version before, whose code no longer used it."""


def operations():
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app == "gatepost" and name >= SINCE:
            for operation in migration.operations:
                yield name, operation


def test_an_insert_of_the_former_version_does_not_fail_on_a_column_that_it_does_not_know():
    """`oauth_client.exchange_resources` was NOT NULL without a default in the database."""
    for name, operation in operations():
        if isinstance(operation, migrations.AddField):
            assert operation.field.null or operation.field.has_db_default(), f"{name}: {operation.describe()}"


def test_nothing_is_removed_that_the_former_version_uses():
    for name, operation in operations():
        assert not isinstance(operation, BREAKING) or name in CONTRACTS, f"{name}: {operation.describe()}"
