"""Drop indexes that no statement needs on PostgreSQL: a third of what the tables' indexes take.

Django adds an index for LIKE beside the one of each unique or indexed text column, which nothing here is searched by. And
a foreign key needs no index of its own where a longer one begins with it. Older versions work without these indexes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DOUBLE = (
    ("gatepost_identifier", "user_id"),
    ("gatepost_authenticator", "user_id"),
    ("gatepost_onetimesecret", "user_id"),
    ("gatepost_session", "user_id"),
    ("gatepost_refreshfamily", "user_id"),
    ("gatepost_token", "user_id"),
    ("gatepost_consent", "user_id"),
    ("gatepost_recoverycode", "authenticator_id"),
)


def drop(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    own = {model._meta.db_table for model in apps.get_app_config("gatepost").get_models()}
    with connection.cursor() as cursor:
        for table in own & set(connection.introspection.table_names(cursor)):
            constraints = connection.introspection.get_constraints(cursor, table)
            for name, found in constraints.items():
                alone = found["index"] and not found["unique"] and len(found["columns"]) == 1
                if alone and (name.endswith("_like") or (table, found["columns"][0]) in DOUBLE):
                    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")


def user(name, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=name,
        **options,
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("gatepost", "0024_account_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField("identifier", "user", user("gatepost_identifiers")),
                migrations.AlterField("authenticator", "user", user("gatepost_authenticators")),
                migrations.AlterField("onetimesecret", "user", user("+", null=True)),
                migrations.AlterField("session", "user", user("gatepost_sessions", null=True)),
                migrations.AlterField("refreshfamily", "user", user("gatepost_families")),
                migrations.AlterField("token", "user", user("gatepost_tokens")),
                migrations.AlterField("consent", "user", user("gatepost_consents")),
                migrations.AlterField(
                    "recoverycode",
                    "authenticator",
                    models.ForeignKey(
                        "gatepost.authenticator",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gatepost_recovery_codes",
                    ),
                ),
            ],
        )
    ]
